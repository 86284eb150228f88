using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Packs;

/// <summary>Where an entry's bytes lie.</summary>
/// <param name="Pack">The pack's name.</param>
/// <param name="Offset">Bytes from the start of the pack.</param>
/// <param name="Length">Bytes as stored.</param>
internal readonly record struct PackLocation(ContentName Pack, int Offset, int Length, ChunkEncoding Encoding)
{
    /// <summary>The first byte after it.</summary>
    public int End => Offset + Length;
}
