using Bothy.Volumes.Bases;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Tests.Deltas;

/// <summary>The delta on real files and real shared memory.</summary>
public sealed class DeltaVolumeTests : IDisposable
{
    private const long Length = 256L << 30;
    private const int ChunkSize = 128 << 10;
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-delta-").FullName;
    private readonly string shared = $"/dev/shm/bothy-delta-{Guid.NewGuid():n}";

    private DeltaPlace Place => DeltaPlace.Local(directory, shared);

    public void Dispose()
    {
        Directory.Delete(directory, recursive: true);
        Directory.Delete(shared, recursive: true);
    }

    [Fact]
    public void Write_Anywhere_IsReadAndTheRestIsZeros()
    {
        using var volume = New();
        var random = new Random(1);
        long[] places = [0, 8192, (64L << 20) - 4096, 100L << 30, Length - 8192];
        foreach (var place in places)
        {
            volume.Write(place, Content(place, 8192));
        }

        foreach (var place in places)
        {
            Read(volume, place, 8192).AsSpan().SequenceEqual(Content(place, 8192)).ShouldBeTrue();
        }

        Read(volume, 1L << 30, 1 << 20).ShouldAllBe(value => value == 0);
        Read(volume, (100L << 30) - 4096, 4096).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Write_DirectAndNot_OneOverTheOther_IsReadAsWrittenLast()
    {
        using var buffer = new RequestBuffer();
        using (var volume = New())
        {
            volume.Write(0, Content(1, 1 << 20));
            Content(2, 512 << 10).CopyTo(buffer.DataSpan(512 << 10));
            volume.Write(256 << 10, buffer.DataSpan(512 << 10), direct: true);
            volume.Write(300 << 10, Content(3, 4096));
            volume.Write(500 << 10, Content(4, 4096), direct: true);

            byte[] expected = [.. Content(1, 1 << 20)];
            Content(2, 512 << 10).CopyTo(expected, 256 << 10);
            Content(3, 4096).CopyTo(expected, 300 << 10);
            Content(4, 4096).CopyTo(expected, 500 << 10);
            Read(volume, 0, 1 << 20).AsSpan().SequenceEqual(expected).ShouldBeTrue();
            volume.Flush();
            Directory.Delete(shared, recursive: true);
            Directory.CreateDirectory(shared);
            Read(volume, 0, 1 << 20).AsSpan().SequenceEqual(expected).ShouldBeTrue();
        }

        using var again = Open();
        Read(again, 300 << 10, 4096).ShouldBe(Content(3, 4096));
        Read(again, 256 << 10, 4096).ShouldBe(Content(2, 4096));
    }

    [Fact]
    public void NeedsSpace_OfWhatIsThere_IsFalse()
    {
        using var volume = New();
        volume.NeedsSpace(0, 4096).ShouldBeTrue();
        volume.Write(0, Content(1, 8192));

        volume.NeedsSpace(0, 8192).ShouldBeFalse();
        volume.NeedsSpace(4096, 8192).ShouldBeTrue();
        volume.Discard(0, 4096);
        volume.NeedsSpace(0, 4096).ShouldBeTrue();
    }

    [Fact]
    public void New_Volume_TakesNextToNothing()
    {
        using var volume = New();

        Directory.EnumerateFiles(directory).Concat(Directory.EnumerateFiles(shared)).Sum(Allocated).ShouldBeLessThan(512 << 10);
        volume.BytesAboveBase.ShouldBe(0);
    }

    [Fact]
    public void Discard_OfEverything_GivesTheSpaceBackAndMarksLittle()
    {
        using var volume = New();
        volume.Write(1L << 30, new byte[16 << 20]);
        volume.Flush();
        volume.Discard(0, Length);
        volume.Flush();

        Directory.EnumerateFiles(directory).Concat(Directory.EnumerateFiles(shared)).Sum(Allocated).ShouldBeLessThan(1 << 20);
        volume.BytesAboveBase.ShouldBe(16 << 20);
    }

    [Fact]
    public void Reopened_WithoutSharedMemory_HasWhatWasFlushed()
    {
        using (var volume = New())
        {
            volume.Write(8192, Content(1, 4096));
            volume.Flush();
        }

        Directory.Delete(shared, recursive: true);
        using var again = Open();

        Read(again, 8192, 4096).ShouldBe(Content(1, 4096));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("0.marks")]
    public void Open_FileDamaged_IsNamedAndNothingServed(string name)
    {
        New().Dispose();
        Directory.Delete(shared, recursive: true);
        var bytes = File.ReadAllBytes(Path.Combine(directory, name));
        bytes[20] ^= 1;
        File.WriteAllBytes(Path.Combine(directory, name), bytes);

        Should.Throw<DeltaDamagedException>(Open).Message.ShouldContain(name);
    }

    [Theory]
    [InlineData("state", true)]
    [InlineData("0.marks", true)]
    [InlineData("0.data", true)]
    [InlineData("state", false)]
    [InlineData("0.marks", false)]
    [InlineData("0.data", false)]
    public void Open_FileMissingOrTruncated_IsNamedAndNothingServed(string name, bool missing)
    {
        New().Dispose();
        Directory.Delete(shared, recursive: true);
        var path = Path.Combine(directory, name);
        if (missing)
        {
            File.Delete(path);
        }
        else
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.SetLength(file, 60);
        }

        Should.Throw<DeltaDamagedException>(Open).Message.ShouldContain(missing && name == "state" ? directory : name);
    }

    [Fact]
    public void Open_FilesOfAnotherVolume_AreRefused()
    {
        New().Dispose();
        var other = Directory.CreateTempSubdirectory("bothy-delta-").FullName;
        var marks = $"/dev/shm/bothy-delta-{Guid.NewGuid():n}";
        DeltaVolume.Create(DeltaPlace.Local(other, marks), Length, null);
        File.Copy(Path.Combine(other, "0.marks"), Path.Combine(directory, "0.marks"), overwrite: true);
        Directory.Delete(other, recursive: true);
        Directory.Delete(marks, recursive: true);
        Directory.Delete(shared, recursive: true);

        Should.Throw<DeltaDamagedException>(Open).Message.ShouldContain("another layer");
    }

    [Fact]
    public async Task Use_BySeveralThreads_KeepsEveryFlushedWrite()
    {
        const int threads = 4;
        const int rounds = 60;
        using (var volume = New())
        {
            await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
            {
                for (var round = 0; round < rounds; round++)
                {
                    // Neighbouring blocks of different threads share words of marks.
                    var place = ((round * threads) + thread) * 4096L;
                    volume.Write(place, Content(place, 4096));
                    if (round % 10 == 9)
                    {
                        volume.Flush();
                    }
                }

                volume.Flush();
            })));
            volume.Cut("cut");
        }

        Directory.Delete(shared, recursive: true);
        using var again = Open();
        for (var place = 0L; place < threads * rounds * 4096L; place += 4096)
        {
            Read(again, place, 4096).ShouldBe(Content(place, 4096));
        }
    }

    [Fact]
    public void TryRead_LocalBlocks_AllocatesNothing()
    {
        using var volume = New();
        volume.Write(0, Content(1, 8192));
        volume.Write(16384, Content(2, 4096));
        var buffer = new byte[32768];
        volume.TryRead(0, buffer).ShouldBeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            volume.TryRead(0, buffer);
            volume.Write(0, buffer.AsSpan(0, 4096));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static byte[] Content(long seed, int length)
    {
        var content = new byte[length];
        new Random((int)(seed ^ (seed >> 32))).NextBytes(content);
        return content;
    }

    private static byte[] Read(IBlockVolume volume, long offset, int length)
    {
        var content = new byte[length];
        volume.TryRead(offset, content).ShouldBeTrue();
        return content;
    }

    private static long Allocated(string path) => Bothy.Linux.Paths.FileStatus.Of(path)!.Value.Allocated;

    private DeltaVolume New()
    {
        DeltaVolume.Create(Place, Length, null);
        return Open();
    }

    private DeltaVolume Open() => DeltaVolume.Open(Place, state => new ZeroBase(state.Length, ChunkSize));
}
