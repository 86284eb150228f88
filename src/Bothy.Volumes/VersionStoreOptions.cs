using Bothy.Volumes.Caches;
using Bothy.Volumes.Publishing;

namespace Bothy.Volumes;

/// <summary>What a host spends on reading and writing versions, for all its volumes together.</summary>
public sealed record VersionStoreOptions
{
    /// <summary>
    /// A directory for what was fetched from a store elsewhere, used by one process at a time. Null: nothing is kept, which is for stores that
    /// are a directory of this host.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// A directory for copies of heads, with which volumes are opened while the store is away. Null: below <see cref="CacheDirectory"/>, or none without that.
    /// </summary>
    public string? HeadsDirectory { get; init; }

    /// <summary>Bytes of chunks in the cache. Default: 20 GiB.</summary>
    public long CacheBytes { get; init; } = 20L << 30;

    /// <summary>Bytes of fetched packs of manifest nodes. Default: 512 MiB.</summary>
    public long NodePackBytes { get; init; } = 512L << 20;

    /// <summary>Bytes of manifest nodes in memory. Default: 48 MiB, which are the places of a terabyte.</summary>
    public long NodeMemory { get; init; } = 48L << 20;

    /// <summary>Packs of a directory store that are kept open. Default: 1024.</summary>
    public int OpenPacks { get; init; } = 1024;

    /// <summary>Hosts that may have chunks nearer than the store.</summary>
    public IChunkPeers? Peers { get; init; }

    /// <summary>How versions are written.</summary>
    public PublishOptions Publishing { get; init; } = new();
}
