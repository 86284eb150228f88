using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Tests.Serving;

/// <summary>A volume whose second half has to be fetched, which takes until the test says so.</summary>
internal sealed class DistantVolume(MemoryVolume near) : IBlockVolume
{
    public const int From = 8 * IBlockVolume.BlockSize;
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Length => near.Length;

    public void Arrive() => arrived.SetResult();

    public bool TryRead(long offset, Span<byte> destination) => offset + destination.Length <= From && near.TryRead(offset, destination);

    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await arrived.Task.WaitAsync(cancellationToken);
        near.TryRead(offset, destination.Span);
    }

    public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false) => near.Write(offset, source);

    public bool NeedsSpace(long offset, long length) => false;

    public void Discard(long offset, long length) => near.Discard(offset, length);

    public void Flush() => near.Flush();
}
