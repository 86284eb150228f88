using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;
using static Bothy.Volumes.Tests.Versions.VersionFixture;

namespace Bothy.Volumes.Tests.Versions;

/// <summary>A store that fails, lies, is slow or away: no error and no wrong byte for readers, no half version from writers.</summary>
public sealed class FaultyStoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Read_StoreThatFailsAndLies_GivesTheRightBytes(int seed)
    {
        using var fixture = new VersionFixture(remote: true, seed, cacheBytes: 8 * Size);
        var random = new Random(seed);
        var model = Enumerable.Range(0, 40).ToDictionary(i => i * 7L, _ => Chunk(random));
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), model);
        fixture.Reopen();
        (fixture.Faulty.FailedCalls, fixture.Faulty.WrongBytes, fixture.Faulty.ShortReads) = (0.1, 0.05, 0.1);
        fixture.Faulty.Slowness = TimeSpan.FromMilliseconds(10);
        using var opened = fixture.Store.Open(version);

        for (var i = 0; i < 100; i++)
        {
            var chunk = model.Keys.ElementAt(random.Next(model.Count));
            (await ReadAsync(opened, chunk * Size, Size)).AsSpan().SequenceEqual(model[chunk]).ShouldBeTrue($"seed {seed}, read {i}");
        }
    }

    [Fact]
    public async Task Read_StoreIsAway_WaitsForItAndServesWhatIsHere()
    {
        using var fixture = new VersionFixture(remote: true);
        var (here, away) = (Chunk(new(1)), Chunk(new(2)));
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [1] = here, [2] = away });
        fixture.Store.Dispose();
        Directory.Delete(fixture.CacheDirectory, recursive: true);
        fixture.Reopen();
        using var opened = fixture.Store.Open(version);
        (await ReadAsync(opened, Size, Size)).ShouldBe(here);
        fixture.Faulty.FailedCalls = 1;

        var waiting = ReadAsync(opened, 2L * Size, Size);
        while (fixture.Store.Trouble is null)
        {
            await Task.Delay(5, Stop);
        }

        (await ReadAsync(opened, Size, Size)).ShouldBe(here);
        waiting.IsCompleted.ShouldBeFalse();
        fixture.Faulty.FailedCalls = 0;
        (await waiting).ShouldBe(away);
        fixture.Store.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task Read_StoreIsAway_CanBeGivenUp()
    {
        using var fixture = new VersionFixture(remote: true);
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [1] = Chunk(new(1)) });
        fixture.Store.Dispose();
        Directory.Delete(fixture.CacheDirectory, recursive: true);
        fixture.Reopen();
        fixture.Faulty.FailedCalls = 1;
        using var opened = fixture.Store.Open(version);
        using var patience = new CancellationTokenSource(50);

        await Should.ThrowAsync<OperationCanceledException>(async () => await opened.ReadAsync(Size, new byte[10], patience.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Publish_StoreThatFailsAndLosesAnswers_SucceedsWhenRepeatedAndMakesOneVersion(int seed)
    {
        using var fixture = new VersionFixture(remote: true, seed);
        var random = new Random(seed);
        var version = await fixture.CreateAsync(1L << 30);
        var changed = Enumerable.Range(0, 200).ToDictionary(i => i * 11L, _ => Chunk(random));
        (fixture.Faulty.FailedCalls, fixture.Faulty.LostAnswers) = (0.2, 0.3);

        var attempts = 0;
        while (true)
        {
            try
            {
                attempts++;
                await fixture.PublishAsync(version, changed);
                break;
            }
            catch (IOException) when (attempts < 1000)
            {
                // Again, as whoever publishes does.
            }
        }

        (fixture.Faulty.FailedCalls, fixture.Faulty.LostAnswers) = (0, 0);
        var latest = (await fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop))!;
        latest.Number.ShouldBe(2, $"after {attempts} attempts");
        using var opened = fixture.Store.Open(latest);
        foreach (var (chunk, content) in changed)
        {
            (await ReadAsync(opened, chunk * Size, Size)).AsSpan().SequenceEqual(content).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Publish_ReaderFails_MakesNoVersionAndStopsReading()
    {
        using var fixture = new VersionFixture(remote: false);
        var version = await fixture.CreateAsync(1L << 30);
        var running = 0;
        async ValueTask FailAsync(long chunk, Memory<byte> destination, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref running);
            await Task.Yield();
            destination.Span.Fill((byte)chunk);
            Interlocked.Decrement(ref running);
            if (chunk == 100)
            {
                throw new IOException("The delta cannot be read.");
            }
        }

        (await Should.ThrowAsync<IOException>(
            () => fixture.Store.PublishAsync(version, Ascending(Enumerable.Range(1, 200).ToDictionary(i => (long)i, _ => Array.Empty<byte>())), FailAsync, Stop)))
            .Message.ShouldBe("The delta cannot be read.");

        running.ShouldBe(0);
        (await fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop)).ShouldBe(version);
    }
}
