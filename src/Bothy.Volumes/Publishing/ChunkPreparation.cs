using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Publishing;

/// <summary>Reads, hashes and compresses changed chunks.</summary>
/// <param name="cache">Gets every chunk too: whoever wrote it is the first to read it.</param>
internal sealed class ChunkPreparation(ChunkBuffers buffers, bool compress, ChunkCache? cache)
{
    public async Task<PreparedChunk> PrepareAsync(long chunk, DirtyChunkReader read, CancellationToken cancellationToken)
    {
        var buffer = buffers.Rent();
        await read(chunk, buffer, cancellationToken);
        if (!buffer.AsSpan().ContainsAnyExcept((byte)0))
        {
            buffers.Return(buffer);
            return new(chunk, default, null, 0, ChunkEncoding.Raw);
        }

        var name = ContentName.Of(buffer);
        cache?.Add(name, buffer);
        if (!compress)
        {
            return new(chunk, name, buffer, buffer.Length, ChunkEncoding.Raw);
        }

        var compressed = buffers.Rent();
        var length = ChunkCompressor.TryCompress(buffer, compressed);
        buffers.Return(length == 0 ? compressed : buffer);
        return length == 0
            ? new(chunk, name, buffer, buffer.Length, ChunkEncoding.Raw)
            : new(chunk, name, compressed, length, ChunkEncoding.Zstd);
    }
}
