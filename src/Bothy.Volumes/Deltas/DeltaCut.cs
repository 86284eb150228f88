using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas.Layers;

namespace Bothy.Volumes.Deltas;

/// <summary>
/// A volume's content as it was when a cut was taken, however it is written to since. Valid until it is disposed, or given to
/// <see cref="DeltaVolume.Publish"/>.
/// </summary>
internal sealed class DeltaCut : IDisposable
{
    private readonly LayerChain chain;
    private readonly ulong lastLayer;
    private bool disposed;

    internal DeltaCut(string name, long length, ulong lastLayer, LayerChain chain)
    {
        (Name, Length, this.lastLayer, this.chain) = (name, length, lastLayer, chain);
        chain.Base.Acquire();
    }

    public string Name { get; }

    public long Length { get; }

    internal ulong LastLayer => lastLayer;

    /// <summary>The chunks that may differ from the base, in order.</summary>
    /// <param name="chunkSize">Bytes of a chunk; a multiple of <see cref="IBlockVolume.BlockSize"/>.</param>
    public IEnumerable<long> Chunks(int chunkSize)
    {
        var perChunk = chunkSize / IBlockVolume.BlockSize;
        var end = Length / IBlockVolume.BlockSize;
        for (var block = chain.NextMarked(0, end); block < end;)
        {
            var chunk = block / perChunk;
            yield return chunk;
            var following = (chunk + 1) * perChunk;
            block = following < end ? chain.NextMarked(following, end) : end;
        }
    }

    /// <summary>Reads whole blocks of the content.</summary>
    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var missing = new List<(long Offset, int Length)>();
        chain.Read(offset, destination.Span, missing);
        foreach (var (start, length) in missing)
        {
            await chain.Base.ReadAsync(start, destination.Slice((int)(start - offset), length), cancellationToken);
        }
    }

    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            chain.Base.Release();
        }
    }
}
