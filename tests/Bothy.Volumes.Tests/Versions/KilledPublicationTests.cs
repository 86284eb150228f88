using Bothy.Steps;
using Bothy.Volumes.Publishing;
using Bothy.Volumes.Stores;
using static Bothy.Volumes.Tests.Versions.VersionFixture;

namespace Bothy.Volumes.Tests.Versions;

/// <summary>kill -9 anywhere in a publication: the old version stays whole, and the same publication done again makes the new one, once.</summary>
public sealed class KilledPublicationTests
{
    /// <summary>Each failpoint, and the later packs of several.</summary>
    public static TheoryData<string> Failpoints =>
    [
        .. PublishFailpoints.All, $"{PublishFailpoints.PackStored}@2", .. StoreFailpoints.All,
        $"{StoreFailpoints.Written}@3", $"{StoreFailpoints.Linked}@3", $"{StoreFailpoints.Synchronised}@4", $"{StoreFailpoints.Linked}@4",
    ];

    [Theory]
    [MemberData(nameof(Failpoints))]
    public async Task Publish_Killed_IsCompletedByTheNext(string failpoint)
    {
        using var fixture = new VersionFixture(remote: false);
        var created = await fixture.CreateAsync(1L << 30);
        var version = await fixture.PublishAsync(created, new() { [7] = Expected(7, "1") });

        // 150 chunks are three packs; with the one of nodes and the head, five puts.
        (await Disks.DiskFixture.RunAsync(failpoint, "publish", fixture.Directory.Root, "first", "5", "154", "2")).ShouldBe(137);
        var between = (await fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop))!;
        await HoldsAsync(fixture, between, between.Number == version.Number ? "1" : "2");
        (await Disks.DiskFixture.RunAsync(null, "publish", fixture.Directory.Root, "first", "5", "154", "2")).ShouldBe(0);

        var latest = (await fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop))!;
        latest.Number.ShouldBe(3);
        await HoldsAsync(fixture, latest, "2");
        await HoldsAsync(fixture, version, "1");
    }

    private static async Task HoldsAsync(VersionFixture fixture, Volumes.Heads.VolumeVersion version, string seed)
    {
        using var opened = fixture.Store.Open(version);
        foreach (var chunk in seed == "1" ? (long[])[7] : [5, 7, 80, 154])
        {
            (await ReadAsync(opened, chunk * Size, Size)).AsSpan().SequenceEqual(Expected(chunk, seed)).ShouldBeTrue($"chunk {chunk} of {version}");
        }
    }

    private static byte[] Expected(long chunk, string seed)
    {
        var content = new byte[Size];
        new Random(VersionSteps.HashCode(chunk, seed)).NextBytes(content);
        return content;
    }
}
