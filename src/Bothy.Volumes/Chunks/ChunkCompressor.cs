using System.Collections.Concurrent;
using ZstdSharp;

namespace Bothy.Volumes.Chunks;

/// <summary>zstd for chunks. Contexts are reused; safe to call from several threads.</summary>
internal static class ChunkCompressor
{
    private const int Level = 1;
    private static readonly ConcurrentBag<Compressor> Compressors = [];
    private static readonly ConcurrentBag<Decompressor> Decompressors = [];

    /// <summary>Compresses if that saves at least an eighth.</summary>
    /// <param name="destination">At least seven eighths as long as <paramref name="chunk"/>.</param>
    /// <returns>Bytes written; 0 if the chunk is better stored as it is.</returns>
    public static int TryCompress(ReadOnlySpan<byte> chunk, Span<byte> destination)
    {
        if (!Compressors.TryTake(out var compressor))
        {
            compressor = new Compressor(Level);
        }

        var fits = compressor.TryWrap(chunk, destination[..WorthLength(chunk.Length)], out var written);
        Compressors.Add(compressor);
        return fits ? written : 0;
    }

    /// <summary>Decompresses one frame that must fill <paramref name="chunk"/> exactly.</summary>
    /// <returns>False if the frame is not one, or holds another number of bytes.</returns>
    public static bool TryDecompress(ReadOnlySpan<byte> frame, Span<byte> chunk)
    {
        if (!Decompressors.TryTake(out var decompressor))
        {
            decompressor = new Decompressor();
        }

        try
        {
            return decompressor.TryUnwrap(frame, chunk, out var written) && written == chunk.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
        finally
        {
            Decompressors.Add(decompressor);
        }
    }

    /// <summary>The longest compressed form that is worth it.</summary>
    public static int WorthLength(int chunkLength) => chunkLength - (chunkLength / 8);
}
