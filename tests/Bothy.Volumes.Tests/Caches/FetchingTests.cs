using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Tests.Stores;
using Bothy.Volumes.Tests.Versions;
using static Bothy.Volumes.Tests.Versions.VersionFixture;

namespace Bothy.Volumes.Tests.Caches;

/// <summary>From where chunks come, and how often anybody is asked for them.</summary>
public sealed class FetchingTests
{
    [Fact]
    public async Task Read_SameChunkByMany_FetchesItOnce()
    {
        using var fixture = new VersionFixture(remote: true);
        var content = Chunk(new(1));
        var version = await PublishColdAsync(fixture, new() { [5] = content });
        using var opened = fixture.Store.Open(version);
        await ReadAsync(opened, 0, 4096);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (fixture.Faulty.Gate, var before) = (held.Task, fixture.Faulty.Reads);

        var reads = Enumerable.Range(0, 20).Select(i => ReadAsync(opened, (5L * Size) + (i * 4096), 4096)).ToArray();
        held.SetResult();
        var got = await Task.WhenAll(reads);

        (fixture.Faulty.Reads - before).ShouldBe(1);
        got.SelectMany(each => each).ShouldBe(content[..(20 * 4096)]);
    }

    [Fact]
    public async Task Read_InOrder_AsksForManyChunksAtOnce()
    {
        using var fixture = new VersionFixture(remote: true);
        var random = new Random(2);
        var model = Enumerable.Range(0, 200).ToDictionary(i => (long)i, _ => Chunk(random));
        var version = await PublishColdAsync(fixture, model);
        using var opened = fixture.Store.Open(version);
        fixture.Faulty.Slowness = TimeSpan.FromMilliseconds(5);

        for (var offset = 0L; offset < 200L * Size; offset += 64 << 10)
        {
            var chunk = model[offset / Size].AsMemory((int)(offset % Size), 64 << 10);
            (await ReadAsync(opened, offset, 64 << 10)).AsSpan().SequenceEqual(chunk.Span).ShouldBeTrue();
        }

        // How many exactly depends on who runs when.
        fixture.Faulty.ReadKeys.Count.ShouldBeLessThan(150, "200 chunks, with those of the manifest");
    }

    [Fact]
    public async Task Read_AtRandom_FetchesNothingElse()
    {
        using var fixture = new VersionFixture(remote: true);
        var random = new Random(3);
        var model = Enumerable.Range(0, 200).ToDictionary(i => (long)i, _ => Chunk(random));
        var version = await PublishColdAsync(fixture, model);
        using var opened = fixture.Store.Open(version);

        foreach (var chunk in (long[])[100, 3, 57, 180, 20, 140])
        {
            await ReadAsync(opened, chunk * Size, 4096);
        }

        fixture.Faulty.ReadKeys.Count.ShouldBe(7, "six chunks and a pack of nodes");
    }

    [Fact]
    public async Task Read_LargeRange_IsOneRequest()
    {
        using var fixture = new VersionFixture(remote: true);
        var random = new Random(4);
        var model = Enumerable.Range(0, 8).ToDictionary(i => (long)i, _ => Chunk(random));
        var version = await PublishColdAsync(fixture, model);
        using var opened = fixture.Store.Open(version);

        (await ReadAsync(opened, 0, 8 * Size)).ShouldBe([.. model.OrderBy(each => each.Key).SelectMany(each => each.Value)]);

        fixture.Faulty.ReadKeys.Count(key => !key.ToString().Contains($"{version.Root.Location.Pack}", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Read_AfterRestartWithoutTheStore_ComesFromTheCache()
    {
        using var fixture = new VersionFixture(remote: true);
        var content = Chunk(new(5));
        var version = await PublishColdAsync(fixture, new() { [5] = content });
        using (var opened = fixture.Store.Open(version))
        {
            await ReadAsync(opened, 5L * Size, Size);
        }

        fixture.Reopen();
        fixture.Faulty.FailedCalls = 1;
        using var again = fixture.Store.Open(version);
        (await ReadAsync(again, 5L * Size, Size)).ShouldBe(content);
        again.TryRead(5L * Size, new byte[Size]).ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_ToAStoreThatGoesAway_LeavesAllOfTheVersionHere()
    {
        using var fixture = new VersionFixture(remote: true);
        var random = new Random(6);
        var (first, second) = (Chunk(random), Chunk(random));
        var before = await fixture.PublishAsync(await fixture.CreateAsync(256L << 30), new() { [5] = first });
        var version = await fixture.PublishAsync(before, new() { [1_000_000] = second });

        fixture.Faulty.FailedCalls = 1;
        for (var restarted = 0; restarted < 2; restarted++)
        {
            var found = await fixture.Store.FindAsync(fixture.Volume, version.Number, Stop);
            found.ShouldBe(version);
            using var opened = fixture.Store.Open(found!);
            (await ReadAsync(opened, 5L * Size, Size)).ShouldBe(first);
            (await ReadAsync(opened, 1_000_000L * Size, Size)).ShouldBe(second);
            (await ReadAsync(opened, 77L * Size, 10)).ShouldBe(new byte[10]);
            fixture.Reopen();
        }
    }

    [Fact]
    public async Task Find_CopyIsDamaged_AsksTheStore()
    {
        using var fixture = new VersionFixture(remote: true);
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [5] = Chunk(new(6)) });
        var copy = Directory.GetFiles(Path.Combine(fixture.CacheDirectory, "heads", "first")).Single();
        UnlockedFile.Write(copy, UnlockedFile.Read(copy)[..100]);

        (await fixture.Store.FindAsync(fixture.Volume, version.Number, Stop)).ShouldBe(version);

        UnlockedFile.Read(copy).Length.ShouldBeGreaterThan(100);
        (await fixture.Store.FindAsync(fixture.Volume, 7, Stop)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_PeerHasTheChunk_IsTakenOnlyIfRight(bool right)
    {
        using var fixture = new VersionFixture(remote: true);
        var content = Chunk(new(7));
        var version = await PublishColdAsync(fixture, new() { [5] = content });
        var peer = new Peer(right ? content : new byte[Size]);
        using var store = new VersionStore(fixture.Faulty, new() { CacheDirectory = Path.Combine(fixture.Root, "other"), Peers = peer }, TimeProvider.System);
        using var opened = store.Open(version);
        await ReadAsync(opened, 0, 4096);
        var before = fixture.Faulty.Reads;

        (await ReadAsync(opened, 5L * Size, Size)).ShouldBe(content);

        peer.Asked.ShouldBe(1);
        (fixture.Faulty.Reads - before).ShouldBe(right ? 0 : 1);
    }

    [Fact]
    public async Task TryRead_InPlaceAndWarm_DoesNotAllocate()
    {
        using var fixture = new VersionFixture(remote: false);
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [5] = Chunk(new(8)) });
        using var opened = fixture.Store.Open(version);
        var buffer = new byte[4096];
        await opened.ReadAsync(5L * Size, buffer, Stop);
        opened.TryRead(5L * Size, buffer).ShouldBeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            opened.TryRead((5L * Size) + 8192, buffer);
            opened.TryRead(7L * Size, buffer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Read_ManyVersionsAndLittleMemory_KeepsWithinIt()
    {
        using var fixture = new VersionFixture(remote: false);
        var random = new Random(9);
        var content = Chunk(random);
        var model = Enumerable.Range(0, 100).ToDictionary(i => i * 128L, _ => content);
        var version = await fixture.PublishAsync(await fixture.CreateAsync(256L << 30), model);
        using var store = new VersionStore(fixture.Directory, new() { NodeMemory = 4000 }, TimeProvider.System);
        using var opened = store.Open(version);

        for (var round = 0; round < 3; round++)
        {
            foreach (var chunk in model.Keys)
            {
                (await ReadAsync(opened, chunk * Size, 100)).ShouldBe(content[..100]);
            }
        }

        Enumerable.Range(0, 100).Count(i => opened.TryRead(i * 128L * Size, new byte[10])).ShouldBeLessThan(20);
    }

    [Fact]
    public void Open_StoreElsewhereWithoutACacheDirectory_Throws()
    {
        using var fixture = new VersionFixture(remote: true);

        Should.Throw<ArgumentException>(() => new VersionStore(fixture.Faulty, new(), TimeProvider.System)).Message.ShouldContain("cache directory");
        File.GetUnixFileMode(fixture.CacheDirectory).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Publishes, and forgets all that this host has of it.</summary>
    private static async Task<VolumeVersion> PublishColdAsync(VersionFixture fixture, Dictionary<long, byte[]> changed)
    {
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), changed);
        fixture.Store.Dispose();
        Directory.Delete(fixture.CacheDirectory, recursive: true);
        fixture.Reopen();
        fixture.Faulty.ReadKeys.Clear();
        return version;
    }

    private sealed class Peer(byte[] content) : IChunkPeers
    {
        private int asked;

        public int Asked => asked;

        public Task<bool> TryReadAsync(ContentName chunk, Memory<byte> destination, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            content.CopyTo(destination);
            return Task.FromResult(true);
        }
    }
}
