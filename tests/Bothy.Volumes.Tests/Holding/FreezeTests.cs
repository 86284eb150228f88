using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Holding;

/// <summary>Whatever happens between freeze and thaw, the filesystem is writable again soon.</summary>
public sealed class FreezeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Freeze_ThawedInTime_WasFrozenUntilThen()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using var client = disk.Connect();

        client.Freeze(disk.Directory, disk.At, Long);

        disk.IsFrozen.ShouldBeTrue();
        client.Thaw().Lasted.ShouldBeTrue();
        disk.IsFrozen.ShouldBeFalse();
        client.Freeze(disk.Directory, disk.At, Long);
        client.Thaw().Lasted.ShouldBeTrue();
    }

    [Fact]
    public async Task Freeze_DeadlinePasses_IsThawedAndThawSaysSo()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using var client = disk.Connect();

        client.Freeze(disk.Directory, disk.At, TimeSpan.FromSeconds(3));

        await EventuallyAsync("thawed by the deadline", () => Task.FromResult(!disk.IsFrozen));
        client.Thaw().Lasted.ShouldBeFalse();
    }

    [Fact]
    public async Task Freeze_ConnectionEnds_IsThawed()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using (var client = disk.Connect())
        {
            client.Freeze(disk.Directory, disk.At, Long);
        }

        await EventuallyAsync("thawed without the peer", () => Task.FromResult(!disk.IsFrozen));
    }

    [Fact]
    public async Task Freeze_HolderKilled_TheNextOneThaws()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using var client = disk.Connect();
        client.Freeze(disk.Directory, disk.At, Long);

        await disk.Served.RestartHolderAsync();

        await EventuallyAsync("thawed by the next holder", () => Task.FromResult(!disk.IsFrozen));
        await EventuallyAsync("nothing is named any more", () => Task.FromResult(System.IO.Directory.GetFiles(Path.Combine(disk.Served.Run, "freezes")).Length == 0));
    }
}
