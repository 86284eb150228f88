using Bothy.Volumes.Hosting;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>Snapshots of volumes with a mounted filesystem, as they are found again in the store.</summary>
public sealed class SnapshotTests
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <summary>Each step boundary.</summary>
    public static TheoryData<string> Failpoints => [.. SnapshotFailpoints.All];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_Mounted_HoldsAllThatWasWrittenAndNothingLater()
    {
        await using var disk = await ServedDisk.MakeAsync();
        await File.WriteAllBytesAsync(disk.File("before"), disk.Content, Stop);

        var report = await disk.Served.Client.SnapshotAsync(disk.Id, "one", LongestStop, Stop);
        await File.WriteAllBytesAsync(disk.File("after"), disk.Content, Stop);

        report.AtRest.ShouldBeTrue(report.Problem);
        TestContext.Current.TestOutputHelper!.WriteLine($"stopped for {report.StoppedMilliseconds} ms");
        await using var copy = await disk.OpenSavedAsync();
        (await File.ReadAllBytesAsync(copy.File("before"), Stop)).ShouldBe(disk.Content);
        File.Exists(copy.File("after")).ShouldBeFalse();
    }

    [Fact]
    public async Task Snapshot_NotMounted_IsACutAllTheSame()
    {
        await using var served = new ServedFixture("delta");
        await served.AttachAsync("one", 16 * MiB);

        var report = await served.Client.SnapshotAsync(new("one"), "one", LongestStop, Stop);

        report.AtRest.ShouldBeFalse();
        report.Problem.ShouldNotBeNull().ShouldContain("mounted");
        await EventuallyAsync("saved", async () => (await served.Client.StatusAsync(new("one"), Stop)).Durability is { OpenCuts: 0, Version: not null });
    }

    [Fact]
    public async Task Snapshot_UnderConstantWrites_ComesToRest()
    {
        await using var disk = await ServedDisk.MakeAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var writing = Task.Run(() => WriteUntilAsync(disk, enough.Token), Stop);

        for (var i = 0; i < 3; i++)
        {
            var report = await disk.Served.Client.SnapshotAsync(disk.Id, $"cut {i}", LongestStop, Stop);
            report.AtRest.ShouldBeTrue(report.Problem);
        }

        await enough.CancelAsync();
        await writing;
        await using var copy = await disk.OpenSavedAsync();
        Directory.GetFiles(copy.At, "turn*").ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Failpoints))]
    public async Task Snapshot_ServerKilled_IsTakenByTheNext(string failpoint)
    {
        await using var disk = await ServedDisk.MakeAsync();
        await File.WriteAllBytesAsync(disk.File("before"), disk.Content, Stop);
        await File.WriteAllTextAsync(Path.Combine(disk.Served.Failpoints, failpoint), "", Stop);

        var snapshot = disk.Served.Client.SnapshotAsync(disk.Id, "one", LongestStop, Stop);
        await disk.Served.Server.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        await disk.Served.RestartServerAsync();
        var report = await snapshot;
        await File.WriteAllBytesAsync(disk.File("after"), disk.Content, Stop);

        if (failpoint != SnapshotFailpoints.Kept)
        {
            // Of one that is kept, the next server does not know how it was taken, unless it has saved it already and takes it anew.
            report.AtRest.ShouldBeTrue(report.Problem);
        }

        await using var copy = await disk.OpenSavedAsync();
        (await File.ReadAllBytesAsync(copy.File("before"), Stop)).ShouldBe(disk.Content);
        File.Exists(copy.File("after")).ShouldBeFalse();
    }

    private static async Task WriteUntilAsync(ServedDisk disk, CancellationToken enough)
    {
        for (var turn = 0; !enough.IsCancellationRequested; turn++)
        {
            await File.WriteAllBytesAsync(disk.File($"turn{turn % 8}"), disk.Content, Stop);
        }
    }
}
