using Bothy.Volumes.Bases;
using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Deltas.Layers;

/// <summary>A volume's base, kept until the last read of it has ended. Beyond its end there are zeros.</summary>
internal sealed class BaseReference(IVolumeBase content)
{
    private int users = 1;

    public void Acquire() => Interlocked.Increment(ref users);

    public void Release()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            content.Dispose();
        }
    }

    public bool TryRead(long offset, Span<byte> destination)
    {
        var inside = Inside(offset, destination.Length);
        destination[inside..].Clear();
        return inside == 0 || content.TryRead(offset, destination[..inside]);
    }

    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var inside = Inside(offset, destination.Length);
        destination.Span[inside..].Clear();
        if (inside > 0)
        {
            await content.ReadAsync(offset, destination[..inside], cancellationToken);
        }
    }

    /// <summary>Whether the base is known to have zeros only at a block, and where the run of blocks with the same answer ends.</summary>
    public bool IsZero(long block, long end, out long runEnd)
    {
        var zero = IsZero(block);
        for (runEnd = block; runEnd < end && IsZero(runEnd) == zero;)
        {
            runEnd = runEnd * IBlockVolume.BlockSize >= content.Length ? end : NextChunk(runEnd);
        }

        runEnd = Math.Min(runEnd, end);
        return zero;
    }

    private bool IsZero(long block) =>
        block * IBlockVolume.BlockSize >= content.Length || content.IsZero(block * IBlockVolume.BlockSize / content.ChunkSize);

    private long NextChunk(long block) =>
        ((block * IBlockVolume.BlockSize / content.ChunkSize) + 1) * content.ChunkSize / IBlockVolume.BlockSize;

    private int Inside(long offset, int length) => (int)Math.Clamp(content.Length - offset, 0, length);
}
