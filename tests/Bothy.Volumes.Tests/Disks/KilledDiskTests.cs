using Bothy.Linux.Tools;
using Bothy.Volumes.Disks;
using static Bothy.Volumes.Tests.Disks.DiskFixture;

namespace Bothy.Volumes.Tests.Disks;

/// <summary>kill -9 between any two steps: the next call completes the work, and nothing is left over.</summary>
public sealed class KilledDiskTests
{
    private const int Killed = 137;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> UpFailpoints =>
    [
        VolumeFailpoints.FileMade, DiskFailpoints.Formatted, VolumeFailpoints.Filled, VolumeFailpoints.Published, VolumeFailpoints.Attached,
        DiskFailpoints.Mounted, DiskFailpoints.Limited,
    ];

    [Fact]
    public void Failpoints_All_AreUsedInThisClass()
    {
        string[] used =
        [
            .. UpFailpoints.Select(row => row.Data), DiskFailpoints.Unmounted, VolumeFailpoints.Retired, VolumeFailpoints.Copied,
        ];
        used.ShouldBe([.. VolumeFailpoints.All, .. DiskFailpoints.All], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(UpFailpoints))]
    public async Task Up_Killed_IsCompletedByTheNext(string failpoint)
    {
        await using var fixture = new DiskFixture();
        (await RunAsync(failpoint, "disk-up", fixture.Volumes.Location, "first", fixture.MountAt, "100000000")).ShouldBe(Killed);

        (await RunAsync(null, "disk-up", fixture.Volumes.Location, "first", fixture.MountAt, "100000000")).ShouldBe(0);

        fixture.Names.ShouldBe(["first"]);
        fixture.OnHost().Count.ShouldBe(2, "one mount and one loop device");
        var usage = (await fixture.Disks.FindMountedAsync(fixture.Id, fixture.MountAt, Stop))!.Usage;
        (usage.Used + usage.Available).ShouldBe(100000000 / 4096 * 4096);
        await File.WriteAllTextAsync(Path.Combine(fixture.MountAt, "file"), "words", Stop);
        await CheckAsync(fixture);
    }

    [Theory]
    [MemberData(nameof(UpFailpoints))]
    public async Task Up_KilledAndDeleted_LeavesNothing(string failpoint)
    {
        await using var fixture = new DiskFixture();
        (await RunAsync(failpoint, "disk-up", fixture.Volumes.Location, "first", fixture.MountAt, "100000000")).ShouldBe(Killed);

        (await fixture.DownAsync()).ShouldBeTrue();
        await fixture.Disks.DeleteAsync(fixture.Id, Stop);

        Directory.EnumerateFileSystemEntries(fixture.Volumes.Location).ShouldBeEmpty();
        fixture.OnHost().ShouldBeEmpty();
    }

    [Fact]
    public async Task Up_KilledTwiceAtDifferentSteps_IsCompletedByTheNext()
    {
        await using var fixture = new DiskFixture();
        foreach (var failpoint in UpFailpoints.Select(row => row.Data))
        {
            (await RunAsync(failpoint, "disk-up", fixture.Volumes.Location, "first", fixture.MountAt, "100000000")).ShouldBeOneOf(0, Killed);
        }

        (await RunAsync(null, "disk-up", fixture.Volumes.Location, "first", fixture.MountAt, "100000000")).ShouldBe(0);
        fixture.OnHost().Count.ShouldBe(2, "one mount and one loop device");
        await CheckAsync(fixture);
    }

    [Fact]
    public async Task Down_Killed_IsCompletedByTheNext()
    {
        await using var fixture = new DiskFixture();
        await fixture.UpAsync();
        await File.WriteAllTextAsync(Path.Combine(fixture.MountAt, "file"), "words", Stop);
        (await RunAsync(DiskFailpoints.Unmounted, "disk-down", fixture.Volumes.Location, "first", fixture.MountAt)).ShouldBe(Killed);

        await CheckAsync(fixture);

        await fixture.UpAsync();
        (await File.ReadAllTextAsync(Path.Combine(fixture.MountAt, "file"), Stop)).ShouldBe("words");
    }

    [Fact]
    public async Task Delete_Killed_IsCompletedByTheNextOrByCleanUp()
    {
        await using var fixture = new DiskFixture();
        await fixture.UpAsync();
        await fixture.DownAsync();
        (await RunAsync(VolumeFailpoints.Retired, "disk-delete", fixture.Volumes.Location, "first")).ShouldBe(Killed);
        fixture.Volumes.Exists(fixture.Id).ShouldBeFalse();
        fixture.Names.ShouldNotBeEmpty();

        fixture.Volumes.CleanUp();

        fixture.Names.ShouldBeEmpty();
    }

    [Fact]
    public async Task Snapshot_Killed_IsNotThere()
    {
        await using var fixture = new DiskFixture();
        await fixture.UpAsync();
        await fixture.DownAsync();
        (await RunAsync(VolumeFailpoints.Copied, "disk-snapshot", fixture.Volumes.Location, "first", "second")).ShouldBe(Killed);
        fixture.Volumes.List().ShouldBe([fixture.Id]);

        (await RunAsync(null, "disk-snapshot", fixture.Volumes.Location, "first", "second")).ShouldBe(0);

        fixture.Names.ShouldBe(["first", "second"]);
    }

    private static async Task CheckAsync(DiskFixture fixture)
    {
        (await fixture.DownAsync()).ShouldBeTrue();
        fixture.OnHost().ShouldBeEmpty();
        await Tool.RunAsync("e2fsck", ["-f", "-n", fixture.DataFile(fixture.Id)], null, Stop);
    }
}
