using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Tests.Serving;

/// <summary>A volume in memory that holds its callers to the contract.</summary>
internal sealed class MemoryVolume(int length) : IBlockVolume
{
    private readonly byte[] content = new byte[length];

    /// <summary>Makes every call fail as only a bug does.</summary>
    public bool Broken { get; init; }

    /// <summary>Says of every write that it needs space.</summary>
    public bool Needy { get; init; }

    public long Length => content.Length;

    public bool TryRead(long offset, Span<byte> destination)
    {
        Range(offset, destination.Length).CopyTo(destination);
        return true;
    }

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        TryRead(offset, destination.Span);
        return ValueTask.CompletedTask;
    }

    public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false) => source.CopyTo(Range(offset, source.Length));

    public bool NeedsSpace(long offset, long length) => Needy;

    public void Discard(long offset, long length) => Range(offset, length).Clear();

    public int Flushes { get; private set; }

    public Action OnFlush { get; init; } = static () => { };

    public void Flush()
    {
        Range(0, 0);
        Flushes++;
        OnFlush();
    }

    private Span<byte> Range(long offset, long length)
    {
        if (Broken || offset < 0 || length < 0 || offset > Length || length > Length - offset || ((offset | length) & (IBlockVolume.BlockSize - 1)) != 0)
        {
            throw new InvalidOperationException($"{length} bytes at {offset} of {Length}");
        }

        return content.AsSpan((int)offset, (int)length);
    }
}
