using Bothy.Images.Oci;
using Bothy.Linux.Files;
using Bothy.Linux.Paths;

namespace Bothy.Images.Content;

/// <summary>
/// Blobs that were pulled, by digest, in the form of an OCI layout. What lies under a digest's name was checked once; what uses it checks again,
/// since power may have failed in between. Whoever needs a blob takes its lock and marks it as used, which keeps the collection away for a while.
/// </summary>
/// <remarks><c>blobs/ALGORITHM/HEX</c>, <c>partial/ALGORITHM-HEX</c>, <c>locks/</c>.</remarks>
internal sealed class ContentStore(string directory, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The blobs for reading.</summary>
    public OciLayout Layout { get; } = new(directory);

    private string Blobs => Path.Combine(directory, "blobs");

    private string Partials => Path.Combine(directory, "partial");

    private string Locks => Path.Combine(directory, "locks");

    public void Make()
    {
        foreach (var path in (string[])[directory, Path.Combine(Blobs, "sha256"), Path.Combine(Blobs, "sha512"), Partials, Locks])
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    public string Blob(string digest) => Path.Combine(Blobs, digest.Replace(':', '/'));

    /// <summary>Where a blob grows.</summary>
    public string Partial(string digest) => Path.Combine(Partials, Name(digest));

    /// <summary>Waits until nobody else fetches or deletes the blob.</summary>
    public Task<FileLock> LockAsync(string digest, CancellationToken cancellationToken) => FileLock.TakeAsync(Path.Combine(Locks, Name(digest)), cancellationToken);

    /// <summary>Marks a complete blob as used; false if there is none. Hold its lock.</summary>
    public bool TryUse(string digest, long size)
    {
        var file = Blob(digest);
        if (FileStatus.Of(file) is not { IsRegular: true } status || status.Size != size)
        {
            return false;
        }

        File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        return true;
    }

    /// <summary>Gives a partial blob, whose content was checked, its name. Hold its lock.</summary>
    public void Complete(string digest)
    {
        File.SetLastWriteTimeUtc(Partial(digest), time.GetUtcNow().UtcDateTime);
        File.Move(Partial(digest), Blob(digest), overwrite: true);
    }

    /// <summary>Stores a short document that was checked.</summary>
    public async Task WriteAsync(string digest, byte[] content, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(digest, cancellationToken);
        if (!TryUse(digest, content.Length))
        {
            await File.WriteAllBytesAsync(Partial(digest), content, cancellationToken);
            Complete(digest);
        }
    }

    /// <summary>Deletes a blob that turned out to be broken.</summary>
    public async Task DiscardAsync(string digest, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(digest, cancellationToken);
        File.Delete(Blob(digest));
    }

    /// <summary>
    /// Deletes blobs and unfinished downloads that were not used for a time, then the least recently used until the rest takes no more than a size.
    /// </summary>
    /// <param name="unusedFor">At least as long as a pull may take.</param>
    /// <param name="grace">Nothing used more recently is deleted for its size.</param>
    /// <returns>Bytes that were given back.</returns>
    public long Collect(TimeSpan unusedFor, TimeSpan grace, long most)
    {
        if (!Directory.Exists(directory))
        {
            return 0;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var files = new DirectoryInfo(Blobs).EnumerateFiles("*", SearchOption.AllDirectories)
            .Concat(new DirectoryInfo(Partials).EnumerateFiles())
            .Select(Look)
            .OfType<Entry>()
            .OrderBy(file => file.LastUse)
            .ToList();
        var left = files.Sum(file => file.Length);
        long freed = 0;
        foreach (var file in files)
        {
            var age = now - file.LastUse;
            if ((age >= unusedFor || (left > most && age >= grace)) && TryDelete(file.Path, now - (age >= unusedFor ? unusedFor : grace)))
            {
                left -= file.Length;
                freed += file.Length;
            }
        }

        return freed;
    }

    /// <summary>A file as it was; null if it is gone, such as a download that was just completed.</summary>
    private static Entry? Look(FileInfo file)
    {
        try
        {
            return new Entry(file.FullName, file.Length, file.LastWriteTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Deletes a file unless somebody is at it, or was since it was listed.</summary>
    private bool TryDelete(string path, DateTime before)
    {
        var directory = Path.GetFileName(Path.GetDirectoryName(path)!);
        var lockFile = Path.Combine(Locks, directory is "partial" ? Path.GetFileName(path) : $"{directory}-{Path.GetFileName(path)}");
        using var held = FileLock.TryTake(lockFile);
        if (held is null || Look(new FileInfo(path)) is not { } now || now.LastUse > before)
        {
            return false;
        }

        File.Delete(path);
        File.Delete(lockFile);
        return true;
    }

    private static string Name(string digest) => digest.Replace(':', '-');

    private sealed record Entry(string Path, long Length, DateTime LastUse);
}
