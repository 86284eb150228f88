using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Tests.Stores;
using static Bothy.Volumes.Tests.Versions.VersionFixture;

namespace Bothy.Volumes.Tests.Versions;

/// <summary>Who may add a version, and what becomes of the versions of those who may not.</summary>
public sealed class HeadTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Publish_AfterATakeover_IsFencedAndCanBeSavedBesideIt()
    {
        using var fixture = new VersionFixture(remote: false);
        var random = new Random(1);
        var (mine, theirs) = (Chunk(random), Chunk(random));
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [1] = Chunk(random) });
        var claim = await fixture.Store.Heads(fixture.Volume).ClaimAsync(Now, Stop);
        claim.Epoch.ShouldBe(version.Epoch + 1);
        await fixture.PublishAsync(claim, new() { [2] = theirs });

        var changed = new Dictionary<long, byte[]> { [2] = mine };
        var fenced = await Should.ThrowAsync<FencedException>(() => fixture.PublishAsync(version, changed));
        fenced.Latest.Epoch.ShouldBe(2);
        var saved = await fixture.Store.PublishDivergentAsync(version, Ascending(changed), (chunk, destination, _) => Give(changed, chunk, destination), Stop);
        var again = await fixture.Store.PublishDivergentAsync(version, Ascending(changed), (chunk, destination, _) => Give(changed, chunk, destination), Stop);

        again.Version.ShouldBe(saved.Version);
        using var latest = fixture.Store.Open((await fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop))!);
        (await ReadAsync(latest, 2L * Size, Size)).ShouldBe(theirs);
        using var divergent = fixture.Store.Open((await fixture.Store.Heads(fixture.Volume).Divergent(version.Epoch).FindLatestAsync(Stop))!);
        (await ReadAsync(divergent, 2L * Size, Size)).ShouldBe(mine);
    }

    [Fact]
    public async Task Publish_TakenOverBetweenPacksAndHead_IsFenced()
    {
        using var fixture = new VersionFixture(remote: true);
        var version = await fixture.CreateAsync(1L << 30);
        var other = new HeadSeries(fixture.Directory, fixture.Volume);
        fixture.Faulty.BeforePut = key =>
        {
            if (key.ToString().StartsWith("heads/", StringComparison.Ordinal))
            {
                fixture.Faulty.BeforePut = null;
                other.ClaimAsync(Now, Stop).Wait(Stop);
            }
        };

        await Should.ThrowAsync<FencedException>(() => fixture.PublishAsync(version, new() { [1] = Chunk(new(2)) }));

        (await other.FindLatestAsync(Stop))!.HasSameContent(version).ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_Head_ComesWhenAllThatItNeedsIsDurable()
    {
        using var fixture = new VersionFixture(remote: true);
        var random = new Random(5);
        var version = await fixture.CreateAsync(1L << 40);
        var there = new List<string>();
        fixture.Faulty.BeforePut = key =>
        {
            if (key.ToString().StartsWith("heads/", StringComparison.Ordinal))
            {
                there.AddRange(fixture.Files("packs"));
            }
        };

        await fixture.PublishAsync(version, Enumerable.Range(0, 300).ToDictionary(i => i * 20_011L, _ => Chunk(random)));

        there.Count.ShouldBeGreaterThan(3, "several packs of chunks and of nodes");
        fixture.Files("packs").ShouldBe(there, ignoreOrder: true);
    }

    [Fact]
    public async Task Claim_ManyAtOnce_EachGetsAnEpochOfItsOwn()
    {
        using var fixture = new VersionFixture(remote: false);
        await fixture.CreateAsync(1L << 30);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new HeadSeries(fixture.Directory, fixture.Volume).ClaimAsync(Now, Stop))));

        claims.Select(claim => claim.Epoch).Order().ShouldBe(Enumerable.Range(2, 8).Select(i => (long)i));
    }

    [Fact]
    public async Task Publish_FromAnOlderVersionOfTheSameEpoch_GoesOnTopOfTheLatest()
    {
        using var fixture = new VersionFixture(remote: false);
        var random = new Random(3);
        var (first, second) = (Chunk(random), Chunk(random));
        var created = await fixture.CreateAsync(1L << 30);
        await fixture.PublishAsync(created, new() { [1] = first });

        // As after a kill between the head and the note about it: the same changes again, and more.
        var version = await fixture.PublishAsync(created, new() { [1] = first, [2] = second });

        version.Number.ShouldBe(3);
        using var opened = fixture.Store.Open(version);
        (await ReadAsync(opened, Size, 2 * Size)).ShouldBe([.. first, .. second]);
    }

    [Fact]
    public async Task Publish_VolumeWithoutVersions_SaysSo()
    {
        using var fixture = new VersionFixture(remote: false);
        var version = await fixture.CreateAsync(1L << 30);

        await Should.ThrowAsync<VersionNotFoundException>(() => fixture.PublishAsync(version with { Volume = new("other") }, []));
        await Should.ThrowAsync<VersionNotFoundException>(() => fixture.Store.Heads(new("other")).ClaimAsync(Now, Stop));
    }

    [Fact]
    public async Task List_Versions_LatestFirstAndEachByItsNumber()
    {
        using var fixture = new VersionFixture(remote: false);
        var version = await fixture.CreateAsync(1L << 30);
        for (var i = 0; i < 3; i++)
        {
            version = await fixture.PublishAsync(version, new() { [i] = Chunk(new(i)) });
        }

        var numbers = new List<long>();
        await foreach (var each in fixture.Store.Heads(fixture.Volume).ListAsync(Stop))
        {
            numbers.Add(each.Number);
        }

        numbers.ShouldBe([4L, 3, 2, 1]);
        (await fixture.Store.Heads(fixture.Volume).FindAsync(4, Stop)).ShouldBe(version);
        (await fixture.Store.Heads(fixture.Volume).FindAsync(5, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task FindLatest_HeadOfAnotherVersionInItsPlace_IsDamage()
    {
        using var fixture = new VersionFixture(remote: false);
        var version = await fixture.CreateAsync(1L << 30);
        await fixture.PublishAsync(version, new() { [1] = Chunk(new(4)) });
        var heads = fixture.Files("heads").Order(StringComparer.Ordinal).ToList();
        UnlockedFile.Write(heads[0], UnlockedFile.Read(heads[1]));

        var damage = await Should.ThrowAsync<DamagedObjectException>(() => fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop));

        damage.Message.ShouldContain("first version 1");
    }
}
