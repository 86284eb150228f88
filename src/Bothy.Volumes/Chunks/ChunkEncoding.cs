namespace Bothy.Volumes.Chunks;

/// <summary>How a pack holds an entry's bytes.</summary>
internal enum ChunkEncoding : byte
{
    /// <summary>As they are.</summary>
    Raw = 0,

    /// <summary>One zstd frame (RFC 8878).</summary>
    Zstd = 1,
}
