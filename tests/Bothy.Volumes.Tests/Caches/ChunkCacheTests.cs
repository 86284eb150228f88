using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Tests.Stores;

namespace Bothy.Volumes.Tests.Caches;

public sealed class ChunkCacheTests : IDisposable
{
    private const int Size = ChunkSize.Minimum;
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-cache-").FullName;

    [Fact]
    public void TryRead_AfterRestart_GivesNothingUnverified()
    {
        using (var cache = Open(4))
        {
            cache.Add(Name(1), Chunk(1));
        }

        using var again = Open(4);
        var residence = 0L;
        again.TryRead(Name(1), ref residence, 0, new byte[10]).ShouldBeFalse();

        again.TryReadWhole(Name(1), new byte[Size]).ShouldBeTrue();

        again.TryRead(Name(1), ref residence, 100, Read(10)).ShouldBeTrue();
        read.ShouldBe(Chunk(1)[100..110]);
    }

    [Theory]
    [InlineData("chunks")]
    [InlineData("slots")]
    public void TryReadWhole_FileOfTheCacheIsDamaged_GivesNothingAndGoesOn(string file)
    {
        using (var cache = Open(4))
        {
            cache.Add(Name(1), Chunk(1));
            cache.Add(Name(2), Chunk(2));
        }

        var path = Path.Combine(directory, file);
        var content = UnlockedFile.Read(path);
        content[content.Length / 4] ^= 1;
        content[content.Length * 3 / 4] ^= 1;
        UnlockedFile.Write(path, content);

        using var again = Open(4);
        again.TryReadWhole(Name(1), new byte[Size]).ShouldBeFalse();
        again.TryReadWhole(Name(2), new byte[Size]).ShouldBeFalse();
        again.Add(Name(1), Chunk(1));
        var residence = 0L;
        again.TryRead(Name(1), ref residence, 0, Read(Size)).ShouldBeTrue();
        read.ShouldBe(Chunk(1));
    }

    [Fact]
    public void Open_FilesSwappedOrCut_StartsWithWhatIsRight()
    {
        using (var cache = Open(8))
        {
            for (var i = 0; i < 8; i++)
            {
                cache.Add(Name(i), Chunk(i));
            }
        }

        UnlockedFile.Cut(Path.Combine(directory, "chunks"), (3 * Size) + 100);

        using var again = Open(8);
        Enumerable.Range(0, 8).Count(i => again.TryReadWhole(Name(i), new byte[Size])).ShouldBe(3);
    }

    [Fact]
    public void Open_Smaller_KeepsWhatFits()
    {
        using (var cache = Open(8))
        {
            for (var i = 0; i < 8; i++)
            {
                cache.Add(Name(i), Chunk(i));
            }
        }

        using var again = Open(4);
        again.Count.ShouldBe(4);
        new FileInfo(Path.Combine(directory, "chunks")).Length.ShouldBe(4 * Size);
        again.Add(Name(20), Chunk(20));
        again.Count.ShouldBe(4);
    }

    [Fact]
    public void Open_InUse_Throws()
    {
        using var cache = Open(4);

        Should.Throw<IOException>(() => ChunkCache.Open(directory, Size, 4 * Size, TimeSpan.FromMilliseconds(10))).Message.ShouldContain("in use");
    }

    [Fact]
    public void Add_LongScan_LeavesWhatIsWantedAgain()
    {
        using var cache = Open(64);
        var wanted = Enumerable.Range(0, 30).ToArray();
        for (var round = 0; round < 4; round++)
        {
            Want(cache, wanted);
            Want(cache, [.. Enumerable.Range(1000 * (round + 1), 12)]);
        }

        // A scan of five times the cache, each chunk read in many small steps.
        for (var i = 10_000; i < 10_320; i++)
        {
            cache.Add(Name(i), Chunk(i));
            var residence = 0L;
            for (var offset = 0; offset < Size; offset += 4096)
            {
                cache.TryRead(Name(i), ref residence, offset, Read(4096)).ShouldBeTrue();
            }
        }

        wanted.Count(i => cache.TryReadWhole(Name(i), new byte[Size])).ShouldBeGreaterThan(25);
    }

    [Fact]
    public void TryRead_SlotGivenToAnother_NeverGivesItsBytes()
    {
        using var cache = Open(4);
        var residences = new long[50];
        for (var i = 0; i < 50; i++)
        {
            cache.Add(Name(i), Chunk(i));
            for (var j = 0; j <= i; j++)
            {
                if (cache.TryRead(Name(j), ref residences[j], 0, Read(64)))
                {
                    read.ShouldBe(Chunk(j)[..64]);
                }
            }
        }
    }

    [Fact]
    public async Task TryRead_WhileOthersEvict_IsRightOrRefused()
    {
        using var cache = Open(8);
        const int names = 24;
        var chunks = Enumerable.Range(0, names).Select(Chunk).ToArray();
        using var stop = new CancellationTokenSource();
        var wrong = 0;
        var readers = Enumerable.Range(0, 3).Select(seed => Task.Run(() =>
        {
            var (random, buffer, residences) = (new Random(seed), new byte[4096], new long[names]);
            while (!stop.IsCancellationRequested)
            {
                var (i, offset) = (random.Next(names), random.Next(Size / 4096) * 4096);
                if (cache.TryRead(Name(i), ref residences[i], offset, buffer) && !buffer.AsSpan().SequenceEqual(chunks[i].AsSpan(offset, 4096)))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })).ToArray();
        var random = new Random(9);
        for (var i = 0; i < 2000; i++)
        {
            var chunk = random.Next(names);
            cache.Add(Name(chunk), chunks[chunk]);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        wrong.ShouldBe(0);
        cache.Count.ShouldBe(8);
    }

    [Fact]
    public void TryRead_Warm_DoesNotAllocate()
    {
        using var cache = Open(4);
        cache.Add(Name(1), Chunk(1));
        var (residence, buffer, name) = (0L, new byte[4096], Name(1));
        cache.TryRead(name, ref residence, 0, buffer).ShouldBeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            cache.TryRead(name, ref residence, 0, buffer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private byte[] read = [];

    private byte[] Read(int length) => read = new byte[length];

    private ChunkCache Open(int slots) => ChunkCache.Open(directory, Size, (long)slots * Size, Patience);

    private static void Want(ChunkCache cache, int[] numbers)
    {
        foreach (var i in numbers)
        {
            var residence = 0L;
            if (!cache.TryRead(Name(i), ref residence, 0, new byte[10]))
            {
                cache.Add(Name(i), Chunk(i));
            }
        }
    }

    private static byte[] Chunk(int number)
    {
        var chunk = new byte[Size];
        new Random(number).NextBytes(chunk);
        return chunk;
    }

    private static ContentName Name(int number) => Names.GetOrAdd(number, _ => ContentName.Of(Chunk(number)));

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, ContentName> Names = new();
}
