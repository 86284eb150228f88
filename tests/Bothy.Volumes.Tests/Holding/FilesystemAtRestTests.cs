using Bothy.Linux.Pidfds;
using Bothy.Volumes.Hosting;
using Microsoft.Extensions.Time.Testing;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Holding;

/// <summary>Whether or not the filesystem comes to rest: the moment comes, and the filesystem is writable afterwards.</summary>
public sealed class FilesystemAtRestTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Moment_Mounted_IsFrozenForIt()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using var moment = new FilesystemAtRest(disk.Served.Run, disk.Image, Long, TimeProvider.System);

        moment.Begin();
        disk.IsFrozen.ShouldBeTrue();
        moment.End();

        disk.IsFrozen.ShouldBeFalse();
        moment.Report.AtRest.ShouldBeTrue(moment.Report.Problem);
        moment.Report.StoppedMilliseconds!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Moment_DeadlinePassesInIt_SaysSo()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using var moment = new FilesystemAtRest(disk.Served.Run, disk.Image, TimeSpan.FromSeconds(2), TimeProvider.System);

        moment.Begin();
        await EventuallyAsync("thawed by the deadline", () => Task.FromResult(!disk.IsFrozen));
        moment.End();

        moment.Report.AtRest.ShouldBeFalse();
        moment.Report.Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task Moment_HolderDoesNotAnswer_ComesWithoutIt()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        var time = new FakeTimeProvider();
        using var holder = PidFd.Open(disk.Served.Holder.Id)!;
        holder.Send(Signal.Stop);
        using (var moment = new FilesystemAtRest(disk.Served.Run, disk.Image, Long, time))
        {
            var begun = Task.Run(moment.Begin, Stop);
            await EventuallyAsync("given up", () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(begun.IsCompleted);
            });
            await begun;
            moment.End();

            moment.Report.AtRest.ShouldBeFalse();
            moment.Report.Problem.ShouldNotBeNull().ShouldContain("did not come to rest");
        }

        holder.Send(Signal.Continue);
        await EventuallyAsync("not frozen afterwards", () => Task.FromResult(!disk.IsFrozen));
    }

    [Fact]
    public async Task Moment_NoHolder_ComesWithoutIt()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using var moment = new FilesystemAtRest(Path.Combine(disk.Served.Run, "none"), disk.Image, Long, TimeProvider.System);

        moment.Begin();
        moment.End();

        moment.Report.AtRest.ShouldBeFalse();
        moment.Report.Problem.ShouldNotBeNull().ShouldContain("holder");
    }

    [Fact]
    public async Task Moment_HolderKilledInIt_IsNotTakenForRest()
    {
        await using var disk = await FrozenDisk.MakeAsync();
        using var moment = new FilesystemAtRest(disk.Served.Run, disk.Image, Long, TimeProvider.System);

        moment.Begin();
        await disk.Served.RestartHolderAsync();
        moment.End();

        moment.Report.AtRest.ShouldBeFalse();
        await EventuallyAsync("thawed by the next holder", () => Task.FromResult(!disk.IsFrozen));
    }
}
