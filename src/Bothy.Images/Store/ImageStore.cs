using System.Security.Cryptography;
using Bothy.Images.Content;
using Bothy.Images.Layers;
using Bothy.Images.References;
using Bothy.Images.Registries;
using Bothy.Images.Sources;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Files;

namespace Bothy.Images.Store;

/// <summary>
/// The images of this host. Each is made once, whoever asks for it at the same time, and is there whole or not at all. Every method may be killed at any
/// point and called again.
/// </summary>
/// <param name="directory">Where images are kept; made if missing, for the host's root alone.</param>
public sealed class ImageStore(string directory, ImageSources sources, TimeProvider time)
{
    private readonly ImageFiles files = new(directory);
    private readonly ContentStore content = new(Path.Combine(directory, ImageFiles.ContentName), time);

    /// <summary>The image of a name, made now if it is not on this host yet.</summary>
    /// <param name="progress">Told of every step; from other threads.</param>
    /// <exception cref="ImageException">There is no such image, or it could not be made; the message says why.</exception>
    public async Task<Image> EnsureAsync(string reference, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        if (TryGetCached(reference) is { } cached)
        {
            return cached;
        }

        var parsed = ImageReference.Parse(reference);
        var candidates = sources.Find(parsed, content);
        files.Make();
        string? unanswered = null;
        for (var i = 0; ; i++)
        {
            try
            {
                return await EnsureAsync(parsed, reference, candidates[i], unanswered, progress, cancellationToken);
            }
            catch (ImageException exception) when (exception.Problem == ImageProblem.Unreachable && i + 1 < candidates.Count)
            {
                unanswered = exception.Message;
                progress.Report(new ImageProgress($"{exception.Message} Falling back to: {candidates[i + 1].Description}", 0));
            }
            catch (ImageException exception) when (exception.Problem == ImageProblem.Unreachable)
            {
                throw new ImageException(
                    exception.Problem,
                    $"{exception.Message} Check the network, or put a copy on this host and name it, as in oci:/srv/images/app:latest or docker-archive:/srv/images/app.tar, "
                    + "or in a rule of runner/images.json.",
                    exception);
            }
        }
    }

    /// <summary>Asks the registry of a name that is on this host which image it means now, and makes that. Where another source gave the image, nothing is done.</summary>
    /// <returns>False if the registry does not answer.</returns>
    /// <exception cref="ImageException">The registry has no such image any more, or it could not be made; the message says why.</exception>
    public async Task<bool> RefreshAsync(string reference, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var parsed = ImageReference.Parse(reference);
        if (parsed is not RegistryReference { Digest: null } || sources.Find(parsed, content)[0] is not RegistrySource source || files.FindByKey(source.Key) is null)
        {
            return true;
        }

        try
        {
            using var held = await WaitAsync(source, reference, progress, cancellationToken);
            await MakeAsync(parsed, reference, source, null, progress, cancellationToken);
            return true;
        }
        catch (ImageException exception) when (exception.Problem == ImageProblem.Unreachable)
        {
            return false;
        }
    }

    /// <summary>The image of a name if it is on this host, quickly and without making anything.</summary>
    /// <exception cref="ImageException">The name is not one, or its source has no such image.</exception>
    public Image? TryGetCached(string reference)
    {
        var parsed = ImageReference.Parse(reference);
        try
        {
            var known = sources.Find(parsed, content).Select(source => files.FindByKey(source.Key)).FirstOrDefault(image => image is not null);
            return known is null ? null : files.Use(known, time.GetUtcNow());
        }
        catch (ImageException exception) when (exception.Problem == ImageProblem.Unknown && files.FindByReference(parsed.Canonical) is { } made)
        {
            // Its layout is gone; what was made of it still serves.
            return files.Use(made, time.GetUtcNow());
        }
    }

    /// <summary>The image of a layout that something built on images of this host, made now if it is not here yet.</summary>
    /// <param name="name">What progress calls it.</param>
    /// <param name="reference">Of the layout.</param>
    /// <param name="lowers">What it may be built on: if one of them is its lowest layer, that is not in the layout, and the image lies on it.</param>
    /// <exception cref="ImageException">It could not be made; the message says why.</exception>
    public Task<Image> EnsureBuiltAsync(
        string name, string reference, IReadOnlyList<LowerImage> lowers, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        files.Make();
        var parsed = (OciLayoutReference)ImageReference.Parse(reference);
        return EnsureAsync(parsed, name, sources.OfBuild(parsed, lowers), null, progress, cancellationToken);
    }

    /// <summary>Repositories of registries, for somebody who reads there what this host may read.</summary>
    /// <param name="references">An image of each.</param>
    /// <returns>Null if none of them is in a registry.</returns>
    public RelayedRepository? Relay(IEnumerable<RegistryReference> references)
    {
        var repositories = new List<Repository>();
        try
        {
            foreach (var reference in references)
            {
                if (sources.OpenRepository(reference, content) is { } repository)
                {
                    repositories.Add(repository);
                }
            }
        }
        catch
        {
            repositories.ForEach(repository => repository.Dispose());
            throw;
        }

        return repositories.Count == 0 ? null : new RelayedRepository(repositories);
    }

    /// <summary>Deletes what nobody used for a time, and more where it takes too much (<see cref="ImageSources.Collection"/>). Pulls may go on meanwhile.</summary>
    /// <param name="inUse">Digests of images that environments need; the default image is kept as well.</param>
    /// <param name="letGo">Called with the digest of an image before it is deleted.</param>
    public void Collect(IReadOnlySet<string> inUse, Action<string> letGo)
    {
        if (Directory.Exists(directory))
        {
            new ImageCollection(files, content, sources.Collection, time).Run(inUse.Append(TryGetCached(sources.DefaultImage)?.Digest).ToHashSet(), letGo);
        }
    }

    /// <summary>The image with a digest, if it is on this host, with what it lies on.</summary>
    public Image? TryGet(string digest) => files.Find(digest) is { } image && (image.Lower is null || files.Find(image.Lower) is not null) ? image : null;

    /// <summary>All images of this host, by digest.</summary>
    public IReadOnlyList<Image> List() => files.List();

    /// <summary>Deletes an image; where it is mounted, its space is given back with the last mount. Its names mean nothing from then on: the next who asks makes it anew.</summary>
    /// <returns>False if there is none.</returns>
    public bool Remove(string digest) => files.Remove(digest);

    /// <summary>Deletes what killed processes left unfinished.</summary>
    public Task CleanUpAsync(CancellationToken cancellationToken) =>
        Directory.Exists(files.Work) ? WorkSpace.CleanUpAsync(files.Work, cancellationToken) : Task.CompletedTask;

    private async Task<Image> EnsureAsync(
        ImageReference reference, string name, IImageSource source, string? unanswered, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        using var held = await WaitAsync(source, name, progress, cancellationToken);
        return files.FindByKey(source.Key) ?? await MakeAsync(reference, name, source, unanswered, progress, cancellationToken);
    }

    private async Task<FileLock> WaitAsync(
        IImageSource source, string name, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var path = files.Lock(source.Key);
        if (FileLock.TryTake(path) is { } free)
        {
            return free;
        }

        progress.Report(new ImageProgress($"Waiting for {name}, which is being made for somebody else already", 0));
        return await FileLock.TakeAsync(path, cancellationToken);
    }

    private async Task<Image> MakeAsync(
        ImageReference reference, string name, IImageSource source, string? unanswered, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        await CleanUpAsync(cancellationToken);
        var promised = await source.FindDigestAsync(progress, cancellationToken);

        // Another name may mean the same image.
        using var same = promised is null ? null : await FileLock.TakeAsync(files.Lock(promised), cancellationToken);
        if (promised is not null && files.Find(promised) is { } known)
        {
            files.PublishName(new StoredName(source.Key, reference.Canonical, promised));
            return files.Use(known, time.GetUtcNow());
        }

        await using var work = WorkSpace.Make(files.Work);
        Failpoint.Hit(ImageFailpoints.SpaceMade);
        progress.Report(new ImageProgress($"Making {name} from {source.Description}", 0));
        var built = await source.BuildAsync(work.Space, progress, cancellationToken);
        var digest = built.Digest ?? await DigestAsync(work.Space.Image, cancellationToken);
        Failpoint.Hit(ImageFailpoints.Converted);
        var image = files.Publish(
            new Image
            {
                Digest = digest,
                Config = built.Config,
                Source = built.Source,
                Fallback = unanswered,
                Lower = built.Lower,
                CreatedAt = time.GetUtcNow(),
                Size = new FileInfo(work.Space.Image).Length,
            },
            work.Space.Image,
            new StoredName(source.Key, reference.Canonical, digest));
        progress.Report(new ImageProgress($"Image {name} is ready: {image.Source}", 100));
        return image;
    }

    private static async Task<string> DigestAsync(string file, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }
}
