using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Reading;

namespace Bothy.Fuzz.Targets;

/// <summary>Stored chunks: only the right bytes get through, however they are stored.</summary>
internal sealed class ChunkTarget : IFuzzTarget
{
    private static readonly byte[] Chunk = MakeChunk();
    private static readonly ContentName ChunkName = ContentName.Of(Chunk);
    private readonly byte[] decoded = new byte[ChunkSize.Minimum];

    public string Name => "chunk";

    public long AllocationLimit => 4 << 20;

    public IReadOnlyList<byte[]> Seeds { get; } = [Compressed(Chunk), Compressed(new byte[ChunkSize.Minimum * 2]), Compressed([1, 2, 3])];

    public void Run(ReadOnlySpan<byte> input)
    {
        foreach (var encoding in (ChunkEncoding[])[ChunkEncoding.Raw, ChunkEncoding.Zstd])
        {
            try
            {
                ChunkDecoder.Decode(new(ChunkName, new(ChunkName, 16, input.Length, encoding)), input, decoded, "input");
            }
            catch (DamagedObjectException)
            {
                continue;
            }

            if (!decoded.AsSpan().SequenceEqual(Chunk))
            {
                throw new FuzzFailureException("other bytes than the chunk's got through");
            }
        }
    }

    private static byte[] MakeChunk()
    {
        var chunk = new byte[ChunkSize.Minimum];
        new Random(1).NextBytes(chunk.AsSpan(0, chunk.Length / 3));
        return chunk;
    }

    private static byte[] Compressed(byte[] content)
    {
        using var compressor = new ZstdSharp.Compressor(1);
        return compressor.Wrap(content).ToArray();
    }
}
