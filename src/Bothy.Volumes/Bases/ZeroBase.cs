namespace Bothy.Volumes.Bases;

/// <summary>Nothing but zeros: what lies under a volume that has no version yet.</summary>
public sealed class ZeroBase(long length, int chunkSize) : IVolumeBase
{
    public long Length => length;

    public int ChunkSize { get; } = Chunks.ChunkSize.IsValid(chunkSize)
        ? chunkSize
        : throw new ArgumentOutOfRangeException(nameof(chunkSize), chunkSize, "A power of two between 64 KiB and 512 KiB is needed.");

    public bool IsZero(long chunk) => true;

    public bool TryRead(long offset, Span<byte> destination)
    {
        destination.Clear();
        return true;
    }

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        destination.Span.Clear();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
    }
}
