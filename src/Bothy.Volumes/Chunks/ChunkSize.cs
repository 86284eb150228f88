using System.Numerics;

namespace Bothy.Volumes.Chunks;

/// <summary>Which chunk sizes there are: powers of two, so that a chunk's place is a shift (docs/decisions/0010-chunk-size.md).</summary>
public static class ChunkSize
{
    public const int Minimum = 64 << 10;

    public const int Maximum = 512 << 10;

    /// <summary>What new volumes get.</summary>
    public const int Default = 128 << 10;

    public static bool IsValid(int size) => size is >= Minimum and <= Maximum && BitOperations.IsPow2(size);

    /// <summary>How many chunks cover <paramref name="length"/> bytes; the last may stand out.</summary>
    public static long Count(long length, int chunkSize) => (length + chunkSize - 1) / chunkSize;
}
