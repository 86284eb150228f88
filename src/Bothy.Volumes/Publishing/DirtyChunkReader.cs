namespace Bothy.Volumes.Publishing;

/// <summary>
/// Fills <paramref name="destination"/> with all bytes of a changed chunk as they were at the cut; what lies beyond the volume's end is zeros.
/// Called for several chunks at once, at most once for each.
/// </summary>
public delegate ValueTask DirtyChunkReader(long chunk, Memory<byte> destination, CancellationToken cancellationToken);
