using System.Collections.Concurrent;
using Bothy.Api.Environments;
using Bothy.Images;
using Bothy.Images.Mounting;
using Bothy.Images.Layers;
using Bothy.Images.References;
using Bothy.Images.Registries;
using Bothy.Images.Sources;
using Bothy.Images.Store;
using Bothy.Images.Tools;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Installation;
using Bothy.Runner.Records;
using Bothy.Runner.Status;

namespace Bothy.Runner.Images;

/// <summary>The images that machines start from: made once, mounted once on the host, shared by all environments.</summary>
internal sealed class MachineImages
{
    private const string Part = "image";
    private readonly InstallationPaths installation;
    private readonly StatusBoard board;
    private readonly ImageSources sources;
    private readonly ImageStore store;
    private readonly ConcurrentDictionary<ImageHold, bool> held = new();

    /// <exception cref="ImageException">The file that says where images come from is wrong.</exception>
    public MachineImages(InstallationPaths installation, StatusBoard board, TimeProvider time)
    {
        this.installation = installation;
        this.board = board;
        var configuration = ImageSourcesFile.Read(Path.Combine(installation.Data, "runner", "images.json"));
        sources = new ImageSources(configuration, new UnpackLimits(), time);
        store = new ImageStore(Path.Combine(installation.Data, "images"), sources, time);
    }

    /// <summary>Deletes what killed processes left unfinished.</summary>
    public Task CleanUpAsync(CancellationToken cancellationToken) => store.CleanUpAsync(cancellationToken);

    /// <summary>What is kept of what nothing uses.</summary>
    public CollectionSettings Collection => sources.Collection;

    /// <summary>Deletes images and layers that nothing used for a time.</summary>
    /// <param name="records">Of all environments of this host.</param>
    public void Collect(IReadOnlyCollection<EnvironmentRecord> records)
    {
        // Whoever has a disk and no image in its record was last started by a runner that did not note it.
        if (records.All(record => record.ImageDigest is not null || !record.HomePopulated))
        {
            store.Collect(
                records.SelectMany(record => new[] { record.ImageDigest, record.Machine?.ImageDigest }).OfType<string>().Concat(held.Keys.SelectMany(hold => hold.Digests)).ToHashSet(),
                digest =>
                {
                    ImageMounts.Unmount(installation.StackedImageMount(digest));
                    ImageMounts.Unmount(installation.ImageMount(digest));
                });
        }
    }

    /// <inheritdoc cref="ImageStore.Relay"/>
    public RelayedRepository? Relay(IEnumerable<RegistryReference> references) => store.Relay(references);

    /// <summary>Begins to keep what is added to it.</summary>
    public ImageHold Hold()
    {
        var hold = new ImageHold(ended => held.TryRemove(ended, out _));
        held[hold] = true;
        return hold;
    }

    /// <summary>The default image, which has git.</summary>
    public Task<MountedImage> EnsureDefaultAsync(EnvironmentSite site, CancellationToken cancellationToken) =>
        EnsureAsync(site, null, cancellationToken);

    /// <summary>Makes the image unless it is here, and mounts it.</summary>
    /// <param name="name">Null for the default one.</param>
    /// <exception cref="EnvironmentFault">There is no such image, or it could not be made.</exception>
    public async Task<MountedImage> EnsureAsync(EnvironmentSite site, string? name, CancellationToken cancellationToken)
    {
        var reference = name ?? sources.DefaultImage;
        return await FaultingAsync(
            reference,
            async () => Mount(reference, store.TryGetCached(reference) ?? await MakeAsync(site, reference, cancellationToken)));
    }

    /// <summary>Asks the registry whether a name that is on this host has come to mean another image. One that does not answer changes nothing.</summary>
    /// <exception cref="EnvironmentFault">The registry refuses, or the image could not be made.</exception>
    public async Task RefreshAsync(EnvironmentSite site, string name, CancellationToken cancellationToken)
    {
        if (!await FaultingAsync(name, () => store.RefreshAsync(name, new ProgressLog(site, board, name), cancellationToken)))
        {
            site.Log.Info(Part, $"the registry of {name} does not answer: the image is used as it was");
        }
    }

    /// <summary>The image with a digest, mounted, if it is on this host.</summary>
    /// <param name="name">What it is called from here on.</param>
    public MountedImage? FindMounted(string name, string digest) => store.TryGet(digest) is { } image ? Mount(name, image) : null;

    /// <summary>Makes what a build left an image, unless it is one already, and mounts it.</summary>
    /// <param name="name">What it is called from here on.</param>
    /// <param name="layout">Reference of the layout that the build left.</param>
    /// <param name="lowers">Images that it may lie on.</param>
    /// <exception cref="EnvironmentFault">It could not be made.</exception>
    public Task<MountedImage> EnsureBuiltAsync(
        EnvironmentSite site, string name, string layout, IReadOnlyList<LowerImage> lowers, CancellationToken cancellationToken) => FaultingAsync(
        name,
        async () => Mount(name, await store.EnsureBuiltAsync(name, layout, lowers, new ProgressLog(site, board, name), cancellationToken)));

    /// <summary>Writes a store in which tools find the image (<see cref="ContainerStorage"/>).</summary>
    /// <param name="name">As they look it up.</param>
    public void WriteStorage(LowerImage image, string name, string directory) => ContainerStorage.Write(
        directory, store.TryGet(image.Digest) ?? throw new EnvironmentFault(Part, "ImageGone", $"The image {name} is not on this host any more.", retry: true), image, name);

    /// <summary>Gives what the store gives, and its failures as faults of the environment.</summary>
    private static async Task<T> FaultingAsync<T>(string name, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ImageException exception)
        {
            throw new EnvironmentFault(Part, exception.Problem.ToString(), exception.Message, exception.Retry, exception);
        }
        catch (IOException exception)
        {
            throw new EnvironmentFault(Part, "ImageFailed", $"The image {name} could not be made ready: {exception.Message}", retry: true, exception);
        }
    }

    private async Task<Image> MakeAsync(EnvironmentSite site, string reference, CancellationToken cancellationToken)
    {
        site.Log.Info(Part, $"making the image {reference}");
        board.Change(site.Id, status => status.In(status.Phase, $"making the image {reference}").WithMachine(part => part with
        {
            Phase = PartPhase.Progressing,
            Image = reference,
        }));
        var image = await store.EnsureAsync(reference, new ProgressLog(site, board, reference), cancellationToken);
        site.Log.Info(Part, $"{reference} is {image.Digest}, {image.Size >> 20} MiB, from {image.Source}");
        return image;
    }

    private MountedImage Mount(string name, Image image)
    {
        IReadOnlyList<string> layers = [Mount(image), .. image.Lower is { } lower ? [Mount(store.TryGet(lower) ?? throw new ImageException(ImageProblem.Unknown, $"The image {lower}, on which {name} lies, is not on this host any more."))] : (string[])[]];
        var path = layers[0];
        if (layers.Count > 1)
        {
            path = installation.StackedImageMount(image.Digest);
            ImageMounts.EnsureStacked(layers[0], layers[1], path);
        }

        return new MountedImage(
            name,
            image.Digest,
            image.Source,
            image.Fallback,
            path,
            layers,
            Variables(image.Config),
            [.. image.Config.Entrypoint, .. image.Config.Cmd],
            image.Config.User,
            image.Config.Labels);
    }

    private string Mount(Image image)
    {
        var path = installation.ImageMount(image.Digest);
        ImageMounts.EnsureMounted(image, path);
        return path;
    }

    private static Dictionary<string, string> Variables(ImageConfig config)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in config.Env)
        {
            var separator = entry.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0)
            {
                variables[entry[..separator]] = entry[(separator + 1)..];
            }
        }

        return variables;
    }

    /// <summary>Shows the steps of making an image to whoever waits for it.</summary>
    private sealed class ProgressLog(EnvironmentSite site, StatusBoard board, string reference) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value)
        {
            site.Log.Info(Part, $"{value.Percent,3} % {value.Text}");
            board.Change(site.Id, status => status.In(status.Phase, $"making the image {reference}: {value.Percent} %, {value.Text}"));
        }
    }
}
