using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Publishing;
using Bothy.Volumes.Stores;
using Bothy.Volumes.Tests.Stores;

namespace Bothy.Volumes.Tests.Versions;

/// <summary>A directory store of its own, read in place or as if it were elsewhere.</summary>
internal sealed class VersionFixture : IDisposable
{
    public const int Size = ChunkSize.Default;

    public VersionFixture(bool remote, int seed = 1, long cacheBytes = 64 << 20)
    {
        Directory = new(Path.Combine(Root, "store"));
        Faulty = new(Directory, seed);
        IsRemote = remote;
        CacheBytes = cacheBytes;
        Store = OpenStore();
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Root { get; } = System.IO.Directory.CreateTempSubdirectory("bothy-versions-").FullName;

    public DirectoryObjectStore Directory { get; }

    public FaultyObjectStore Faulty { get; }

    public bool IsRemote { get; }

    public long CacheBytes { get; }

    public VersionStore Store { get; private set; }

    public VolumeId Volume { get; } = new("first");

    public string CacheDirectory => Path.Combine(Root, "cache");

    public Task<VolumeVersion> CreateAsync(long length, int chunkSize = Size) =>
        Store.Heads(Volume).BeginAsync(length, chunkSize, TimeProvider.System.GetUtcNow(), Stop);

    public async Task<VolumeVersion> PublishAsync(VolumeVersion from, Dictionary<long, byte[]> changed) =>
        (await Store.PublishAsync(from, Ascending(changed), (chunk, destination, _) => Give(changed, chunk, destination), Stop)).Version;

    public static async IAsyncEnumerable<long> Ascending(Dictionary<long, byte[]> changed)
    {
        foreach (var chunk in changed.Keys.Order())
        {
            yield return chunk;
        }

        await Task.CompletedTask;
    }

    public static ValueTask Give(Dictionary<long, byte[]> changed, long chunk, Memory<byte> destination)
    {
        changed[chunk].CopyTo(destination);
        return ValueTask.CompletedTask;
    }

    /// <summary>A chunk with content that compresses somewhat.</summary>
    public static byte[] Chunk(Random random, int size = Size)
    {
        var chunk = new byte[size];
        random.NextBytes(chunk.AsSpan(0, size / 2));
        return chunk;
    }

    public static async Task<byte[]> ReadAsync(Bothy.Volumes.Bases.IVolumeBase opened, long offset, int length)
    {
        var read = new byte[length];
        if (!opened.TryRead(offset, read))
        {
            await opened.ReadAsync(offset, read, Stop);
        }

        return read;
    }

    /// <summary>As after a restart of the process.</summary>
    public void Reopen()
    {
        Store.Dispose();
        Store = OpenStore();
    }

    public IEnumerable<string> Files(string below) => System.IO.Directory.Exists(Path.Combine(Directory.Root, below))
        ? System.IO.Directory.EnumerateFiles(Path.Combine(Directory.Root, below), "*", SearchOption.AllDirectories)
        : [];

    public void Dispose()
    {
        Store.Dispose();
        System.IO.Directory.Delete(Root, recursive: true);
    }

    private VersionStore OpenStore() => new(
        IsRemote ? Faulty : Directory,
        new() { CacheDirectory = IsRemote ? CacheDirectory : null, CacheBytes = CacheBytes },
        TimeProvider.System);
}
