namespace Bothy.Volumes.Publishing;

/// <summary>How versions are written.</summary>
public sealed record PublishOptions
{
    /// <summary>
    /// True to store chunks as zstd where that is shorter. Null, the default: everywhere but in a directory of this host, where raw chunks are
    /// read in place (docs/decisions/0011-raw-packs-on-the-host.md).
    /// </summary>
    public bool? Compress { get; init; }

    /// <summary>Chunks that are read, hashed and compressed at once. Default: one for each processor.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Packs that are being stored at once; each takes 8 MiB of memory.</summary>
    public int Uploads { get; init; } = 2;

    /// <summary>Versions that are written at once; the memory of each is about (<see cref="Uploads"/> + 2) packs of 8 MiB. Others wait.</summary>
    public int Publications { get; init; } = 2;
}
