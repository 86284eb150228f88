using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Fuzz.Targets;

/// <summary>The cache's list of slots: a cache over any bytes opens, gives nothing but what was put in, and works.</summary>
internal sealed class SlotRecordTarget : IFuzzTarget, IDisposable
{
    private const int Slots = 8;
    private static readonly byte[] Chunk = MakeChunk();
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-fuzz-").FullName;

    public SlotRecordTarget()
    {
        using (var cache = Open())
        {
            for (var i = 0; i < Slots; i++)
            {
                var chunk = (byte[])Chunk.Clone();
                chunk[0] = (byte)i;
                cache.Add(ContentName.Of(chunk), chunk);
            }
        }

        Seeds = [ReadTable()];
    }

    public string Name => "cache-slots";

    public long AllocationLimit => 1 << 20;

    public IReadOnlyList<byte[]> Seeds { get; }

    public void Run(ReadOnlySpan<byte> input)
    {
        WriteTable(input);
        using var cache = Open();
        var (read, residence) = (new byte[Chunk.Length], 0L);
        for (var i = 0; i < Slots; i++)
        {
            var chunk = (byte[])Chunk.Clone();
            chunk[0] = (byte)i;
            if (cache.TryReadWhole(ContentName.Of(chunk), read) && !read.AsSpan().SequenceEqual(chunk))
            {
                throw new FuzzFailureException($"chunk {i} has other bytes");
            }
        }

        cache.Add(ContentName.Of(Chunk), Chunk);
        if (!cache.TryRead(ContentName.Of(Chunk), ref residence, 0, read) || !read.AsSpan().SequenceEqual(Chunk))
        {
            throw new FuzzFailureException("what was put in is not there");
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Not with calls that lock the file: a child that somebody starts at that moment would hold the lock on.</summary>
    private byte[] ReadTable()
    {
        using var file = OpenTable(FileAccess.Read);
        var content = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, content, 0);
        return content;
    }

    private void WriteTable(ReadOnlySpan<byte> content)
    {
        using var file = OpenTable(FileAccess.Write);
        RandomAccess.SetLength(file, content.Length);
        RandomAccess.Write(file, content, 0);
    }

    private SafeFileHandle OpenTable(FileAccess access) =>
        File.OpenHandle(Path.Combine(directory, "slots"), FileMode.Open, access, FileShare.ReadWrite);

    private ChunkCache Open() => ChunkCache.Open(directory, ChunkSize.Minimum, Slots * ChunkSize.Minimum, TimeSpan.FromMinutes(1));

    private static byte[] MakeChunk()
    {
        var chunk = new byte[ChunkSize.Minimum];
        new Random(2).NextBytes(chunk);
        return chunk;
    }
}
