using Bothy.Volumes.Bases;
using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Collecting;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Publishing;
using Bothy.Volumes.Reading;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes;

/// <summary>
/// Versions of volumes in an object store, as one host reads and writes them: with one cache for all, one memory of manifest nodes, and one
/// fetch for each chunk. Owns none of what it was given.
/// </summary>
public sealed class VersionStore : IDisposable
{
    private static readonly TimeSpan KnownChunksLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan CachePatience = TimeSpan.FromSeconds(10);
    private readonly IObjectStore objects;
    private readonly ManifestNodes nodes;
    private readonly ChunkReader chunks;
    private readonly StoreRetry retry;
    private readonly PrefetchQueue prefetches = new();
    private readonly VersionPublisher publisher;
    private readonly HeadCopies? copies;
    private readonly TimeProvider time;

    /// <exception cref="ArgumentException">The store is elsewhere, and there is no directory for what is fetched from it.</exception>
    /// <exception cref="IOException">The cache is in use by another process, or cannot be opened.</exception>
    public VersionStore(IObjectStore objects, VersionStoreOptions options, TimeProvider time)
    {
        this.objects = objects;
        this.time = time;
        retry = new(time);
        var packs = objects is DirectoryObjectStore directory ? new PackFiles(directory, options.OpenPacks) : null;
        var cache = options.CacheDirectory is null ? null : OpenCache(options.CacheDirectory, options.CacheBytes);
        INodeSource source;
        if (packs is not null)
        {
            source = new DirectoryNodeSource(packs);
        }
        else
        {
            var here = options.CacheDirectory ?? throw new ArgumentException($"{objects.Description} is not on this host: a cache directory is needed.", nameof(options));
            source = new RemoteNodeSource(objects, Path.Combine(here, "nodes"), options.NodePackBytes);
        }

        var heads = options.HeadsDirectory ?? (options.CacheDirectory is { } fetched ? Path.Combine(fetched, "heads") : null);
        copies = heads is null ? null : new(heads);

        nodes = new(source, options.NodeMemory);
        chunks = new(objects, packs, cache, options.Peers, retry);
        var known = new KnownChunks(64 << 10, KnownChunksLifetime, time);
        publisher = new(objects, nodes, packs is null ? cache : null, known, options.Publishing, time);
    }

    /// <summary>What the object store said to the last attempt to read that failed; null if the last one succeeded.</summary>
    public string? Trouble => retry.Trouble;

    /// <summary>The versions of a volume.</summary>
    public HeadSeries Heads(VolumeId volume) => new(objects, volume);

    /// <summary>A version by its number, from the store, or from this host's own copy if it was asked for or published here; null if there is none.</summary>
    public async Task<VolumeVersion?> FindAsync(VolumeId volume, long number, CancellationToken cancellationToken)
    {
        if (copies?.Find(volume, number) is { } copy)
        {
            return copy;
        }

        var version = await Heads(volume).FindAsync(number, cancellationToken);
        if (version is not null)
        {
            copies?.Keep(version);
        }

        return version;
    }

    /// <summary>Opens a version for reading, in no time: it reads nothing yet.</summary>
    public IVolumeBase Open(VolumeVersion version) => new VersionBase(version, nodes, chunks, retry, prefetches);

    /// <summary>
    /// Publishes the volume's next version: what <paramref name="from"/> holds, with the changed chunks. It exists when the task ends well, and
    /// not before. Killed or failed, it is done again with at least the same chunks; if the version was made after all, or nothing has
    /// changed, that version is returned and no other made.
    /// </summary>
    /// <param name="from">The version that this host has, with the epoch that it holds.</param>
    /// <param name="changed">Numbers of chunks that may differ from it, ascending.</param>
    /// <exception cref="FencedException">Another host has taken the volume over: <see cref="PublishDivergentAsync"/> saves what this one holds.</exception>
    /// <exception cref="IOException">The store failed; trying again may help.</exception>
    public async Task<Publication> PublishAsync(
        VolumeVersion from, IAsyncEnumerable<long> changed, DirtyChunkReader read, CancellationToken cancellationToken)
    {
        var publication = await publisher.PublishAsync(from, changed, read, cancellationToken);
        copies?.Keep(publication.Version);
        return publication;
    }

    /// <summary>Saves what a host holds that has lost the volume, as a version beside the volume's own: <see cref="HeadSeries.Divergent"/> lists them.</summary>
    public Task<Publication> PublishDivergentAsync(
        VolumeVersion from, IAsyncEnumerable<long> changed, DirtyChunkReader read, CancellationToken cancellationToken) =>
        publisher.PublishDivergentAsync(from, changed, read, cancellationToken);

    /// <summary>Gives a version a name, durably: it is kept for as long as it has one. It must be the latest, or not be a day old.</summary>
    public Task KeepAsync(VolumeVersion version, string name, CancellationToken cancellationToken) =>
        new KeptVersions(objects, version.Volume).AddAsync(version, name, cancellationToken);

    /// <summary>Takes a version's name back. Does nothing if it has not that name.</summary>
    public Task ReleaseAsync(VolumeId volume, long number, string name, CancellationToken cancellationToken) =>
        new KeptVersions(objects, volume).RemoveAsync(number, name, cancellationToken);

    /// <summary>Gives up old versions, and deletes what no version has needed for long. May be killed anywhere, and be done by several hosts at once.</summary>
    /// <exception cref="IOException">The store failed, or something in it is damaged; trying again may help.</exception>
    public Task<CollectionReport> CollectAsync(RetentionOptions retention, CancellationToken cancellationToken) =>
        new StoreCollection(objects, nodes, retention, time).RunAsync(cancellationToken);

    public void Dispose()
    {
        publisher.Dispose();
        prefetches.Dispose();
        chunks.Dispose();
    }

    private static ChunkCache OpenCache(string directory, long capacity)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return ChunkCache.Open(Path.Combine(directory, "chunks"), ChunkSize.Default, capacity, CachePatience);
    }
}
