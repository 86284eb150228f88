using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Reading;

/// <summary>Turns stored bytes into the chunk that they should be.</summary>
internal static class ChunkDecoder
{
    /// <param name="chunk">As long as the chunk is; filled.</param>
    /// <exception cref="DamagedObjectException">The bytes are not that chunk.</exception>
    public static void Decode(ContentReference reference, ReadOnlySpan<byte> stored, Span<byte> chunk, string store)
    {
        if (reference.Location.Encoding == ChunkEncoding.Raw ? stored.Length != chunk.Length : !ChunkCompressor.TryDecompress(stored, chunk))
        {
            throw Damaged(reference, store, $"{stored.Length} stored bytes do not give {chunk.Length}");
        }

        if (reference.Location.Encoding == ChunkEncoding.Raw)
        {
            stored.CopyTo(chunk);
        }

        Verify(reference, chunk, store);
    }

    /// <exception cref="DamagedObjectException">The bytes are not that chunk.</exception>
    public static void Verify(ContentReference reference, ReadOnlySpan<byte> chunk, string store)
    {
        if (ContentName.Of(chunk) is var name && name != reference.Name)
        {
            throw Damaged(reference, store, $"its bytes are those of {name}");
        }
    }

    public static DamagedObjectException Damaged(ContentReference reference, string store, string reason) =>
        new($"Chunk {reference.Name} at {reference.Location.Offset} in pack {reference.Location.Pack} in {store}", reason);
}
