using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Paths;
using Bothy.Volumes.Chunks;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Stores;

/// <summary>
/// Objects as files below one directory. A file gets its name when its bytes are on stable storage, and the name is on stable storage when
/// a put returns. Several processes may use the same directory.
/// </summary>
public sealed class DirectoryObjectStore : IObjectStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Those that are known to be durable.</summary>
    private readonly ConcurrentDictionary<string, string> directories = new();
    private readonly StorePresence? presence;

    /// <param name="memory">
    /// Null to make the directory. Else it is somebody else's to make and to mount: while it is away, everything fails and nothing counts as missing; this is the
    /// file of this host that remembers that the store was used.
    /// </param>
    public DirectoryObjectStore(string root, string? memory = null)
    {
        Root = Path.GetFullPath(root);
        presence = memory is null ? null : new(Root, memory);
        if (presence is null)
        {
            MakeDirectory(Root);
        }
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    public string Description => Root;

    /// <summary>The file of an object, there or not.</summary>
    public string PathOf(ObjectKey key) => Path.Combine(Root, key.ToString());

    public Task<PutOutcome> PutAsync(ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken) =>
        OnDiskAsync(() => Put(PathOf(key), content), cancellationToken);

    public Task ReadAsync(ObjectKey key, long offset, Memory<byte> destination, CancellationToken cancellationToken) => OnDiskAsync(
        () =>
        {
            using var file = Open(key);
            Fill(file, key, offset, destination.Span);
            return true;
        },
        cancellationToken);

    public Task<byte[]> ReadAllAsync(ObjectKey key, int maximumLength, CancellationToken cancellationToken) => OnDiskAsync(
        () =>
        {
            using var file = Open(key);
            var length = RandomAccess.GetLength(file);
            if (length > maximumLength)
            {
                throw new DamagedObjectException($"{key} in {Root}", $"it is longer than {maximumLength} bytes");
            }

            var content = new byte[length];
            Fill(file, key, 0, content);
            return content;
        },
        cancellationToken);

    public Task<long?> FindLengthAsync(ObjectKey key, CancellationToken cancellationToken) => OnDiskAsync(
        () => (long?)Look<object>(() => FileStatus.Of(PathOf(key)) is { IsRegular: true } status ? status.Size : null), cancellationToken);

    public async IAsyncEnumerable<ObjectKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await OnDiskAsync(() => List(Path.Combine(Root, prefix)).Select(path => Path.GetRelativePath(Root, path)).ToList(), cancellationToken);

        // What else somebody put there is none of the store's business.
        foreach (var path in found.Where(ObjectKey.IsValid))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(path);
        }
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => OnDiskAsync(
        () =>
        {
            var path = PathOf(key);
            if (Look<object>(() => FileStatus.Of(path)) is null)
            {
                return false;
            }

            File.Delete(path);
            DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
            return true;
        },
        cancellationToken);

    public void Dispose()
    {
    }

    /// <summary>Runs on the thread pool: disks make wait. What the disk refuses is an <see cref="IOException"/>.</summary>
    private Task<T> OnDiskAsync<T>(Func<T> work, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return work();
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new IOException($"The store in {Root} refuses access: {exception.Message}", exception);
            }
        },
        cancellationToken);

    /// <summary>Looks for something in the store.</summary>
    /// <exception cref="IOException">It was not found because the store is away.</exception>
    private T? Look<T>(Func<T?> look)
        where T : class
    {
        var found = look();
        if (found is not null || presence is null)
        {
            return found;
        }

        // It may have come back between the first look and this.
        presence.Check();
        return look();
    }

    private PutOutcome Put(string path, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        presence?.Check();
        var directory = Path.GetDirectoryName(path)!;
        MakeDirectory(directory);
        var outcome = PutOutcome.Exists;
        if (!File.Exists(path))
        {
            using var file = UnnamedFile.Create(directory);
            RandomAccess.Write(file, content, 0);
            Failpoint.Hit(StoreFailpoints.Written);
            RandomAccess.FlushToDisk(file);
            Failpoint.Hit(StoreFailpoints.Synchronised);
            outcome = UnnamedFile.TryLink(file, path) ? PutOutcome.Created : PutOutcome.Exists;
            Failpoint.Hit(StoreFailpoints.Linked);
        }

        // Also if it exists: whoever made it may not have come to this yet, or have died before.
        DurableFile.SyncDirectory(directory);
        presence?.Remember();
        return outcome;
    }

    private void Fill(SafeFileHandle file, ObjectKey key, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
            {
                throw new DamagedObjectException($"{key} in {Root}", $"it ends at {offset}, {destination.Length} bytes too soon");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Opens an object for reading.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="IOException">The store is away, or refuses.</exception>
    internal SafeFileHandle Open(ObjectKey key) => Look(() => TryOpen(key)) ?? throw new ObjectNotFoundException(key, Root);

    private SafeFileHandle? TryOpen(ObjectKey key)
    {
        try
        {
            return File.OpenHandle(PathOf(key), share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{key} in {Root} cannot be opened: {exception.Message}", exception);
        }
    }

    private IEnumerable<string> List(string directory)
    {
        foreach (var (entry, _) in Look(() => EntriesOf(directory)) ?? [])
        {
            if (entry is DirectoryInfo)
            {
                foreach (var path in List(entry.FullName))
                {
                    yield return path;
                }
            }
            else
            {
                yield return entry.FullName;
            }
        }
    }

    /// <summary>What is in a directory, its files where their names with a slash would come if they were directories: "a-b" before "a/b".</summary>
    /// <returns>Null if there is no such directory; one that cannot be looked at is an error.</returns>
    private static List<(FileSystemInfo Entry, string Order)>? EntriesOf(string directory)
    {
        try
        {
            return [
                .. new DirectoryInfo(directory).EnumerateFileSystemInfos()
                    .Select(entry => (entry, Order: entry is DirectoryInfo ? entry.Name + "/" : entry.Name))
                    .OrderBy(entry => entry.Order, StringComparer.Ordinal),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes a directory, durably. One that exists may have been made by another process that has not come to that yet, so each is
    /// synchronised once by every process.
    /// </summary>
    private void MakeDirectory(string path)
    {
        if (!directories.ContainsKey(path) && Path.GetDirectoryName(path) is { } parent)
        {
            if (path.Length > Root.Length)
            {
                MakeDirectory(parent);
            }

            Directory.CreateDirectory(path, OwnerOnly);
            DurableFile.SyncDirectory(parent);
            directories.TryAdd(path, path);
        }
    }
}
