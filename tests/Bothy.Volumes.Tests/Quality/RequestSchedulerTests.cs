using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;
using Bothy.Volumes.Tests.Serving;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Volumes.Tests.Quality;

public sealed class RequestSchedulerTests : IDisposable
{
    private const int Size = 64 << 10;
    private readonly VolumeFlow blocker = new() { Quality = new(VolumeQuality.MaximumWeight) };
    private readonly FakeTimeProvider time = new();
    private readonly RequestScheduler scheduler;

    public RequestSchedulerTests() => scheduler = new(time, limit: 1, HostSpace.Unwatched);

    public void Dispose() => scheduler.Dispose();

    [Fact]
    public void Rules_OneVolumeWithoutCeilings_StaysOutOfTheWay()
    {
        var flow = new VolumeFlow();

        scheduler.Rules(flow).ShouldBeFalse();
        scheduler.Rules(flow).ShouldBeFalse();
    }

    [Fact]
    public void Rules_CeilingOrASecondVolume_Apply()
    {
        var (first, second) = (new VolumeFlow(), new VolumeFlow());
        var limited = new VolumeFlow { Quality = new(OperationsPerSecond: 100) };

        scheduler.Rules(limited).ShouldBeTrue();
        scheduler.Rules(first);
        scheduler.Rules(second).ShouldBeTrue();
    }

    [Theory]
    [InlineData(100, 100, 1.0)]
    [InlineData(100, 300, 3.0)]
    [InlineData(10, 1000, 100.0)]
    public void Backlogs_OfTwo_AreServedByWeight(int firstWeight, int secondWeight, double ratio)
    {
        var (first, second) = (new VolumeFlow { Quality = new(firstWeight) }, new VolumeFlow { Quality = new(secondWeight) });
        Fill(first, 2000);
        Fill(second, 2000);

        var served = Serve(1010);

        (served[second] / (double)served[first]).ShouldBe(ratio, ratio * 0.1);
    }

    [Fact]
    public void Interactive_ComesWhileBackgroundIsBusy_IsNextAndBackgroundGoesOn()
    {
        var (background, interactive) = (new VolumeFlow { Quality = new(Priority: IoPriority.Background) }, new VolumeFlow());
        Fill(background, 100);
        Serve(10);
        Fill(interactive, 1);

        Serve(1).ShouldContainKey(interactive);

        Fill(interactive, 1000);
        Serve(500)[background].ShouldBeInRange(15, 50);
    }

    [Fact]
    public void Ceiling_OfBytes_IsKeptWhateverComes()
    {
        var flow = new VolumeFlow { Quality = new(BytesPerSecond: 1 << 20) };
        Fill(flow, 1000);

        var served = 0;
        for (var millisecond = 0; millisecond < 4000; millisecond++)
        {
            served += Serve(1000).GetValueOrDefault(flow);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (served * (long)Size).ShouldBeInRange(4 * (1L << 20) - Size, 4 * (1L << 20) + (1 << 17));
    }

    [Fact]
    public void Ceiling_OfOne_DelaysNoOther()
    {
        var (limited, free) = (new VolumeFlow { Quality = new(OperationsPerSecond: 16) }, new VolumeFlow());
        Fill(limited, 100);
        Fill(free, 100);

        Serve(200)[free].ShouldBe(100);
    }

    [Fact]
    public void TryTake_NothingDueYet_SaysWhen()
    {
        var flow = new VolumeFlow { Quality = new(OperationsPerSecond: 16) };
        Fill(flow, 3);
        Serve(3);

        scheduler.TryTake(out _, out _, out _, out var pause).ShouldBeFalse();

        time.Advance(pause!.Value);
        scheduler.TryTake(out _, out _, out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void Limit_OfRequestsAtOnce_IsKept()
    {
        var flow = new VolumeFlow();

        scheduler.BeginOrPark(flow, Request()).ShouldBeTrue();
        scheduler.BeginOrPark(flow, Request()).ShouldBeFalse();
        scheduler.TryTake(out _, out _, out _, out _).ShouldBeFalse();
        scheduler.End(blocker, Request().Request, TimeSpan.Zero);

        scheduler.TryTake(out _, out _, out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void LargeWrites_OfOneAmongSeveral_AreWorkedOnOneByOneWithARestAfterEach()
    {
        using var wide = new RequestScheduler(time, limit: 4, HostSpace.Unwatched);
        var (heavy, other) = (new VolumeFlow(), new VolumeFlow());
        Compete(wide, heavy, other);

        wide.BeginOrPark(heavy, Write()).ShouldBeTrue();
        wide.BeginOrPark(heavy, Write()).ShouldBeFalse();
        wide.TryTake(out _, out _, out _, out var unknown).ShouldBeFalse();
        unknown.ShouldBeNull();
        wide.BeginOrPark(other, Write()).ShouldBeTrue();

        wide.End(heavy, Write().Request, TimeSpan.FromMilliseconds(3));
        wide.TryTake(out _, out _, out _, out var rest).ShouldBeFalse();
        rest.ShouldBe(TimeSpan.FromMilliseconds(3 * RequestScheduler.RestForLight));
        time.Advance(rest!.Value);
        wide.TryTake(out _, out _, out _, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task LargeWrites_AmongVolumesThatAllWriteMuch_RestAsLongAsTheyWorked()
    {
        using var wide = new RequestScheduler(time, limit: 4, HostSpace.Unwatched);
        var (first, second) = (new VolumeFlow(), new VolumeFlow());
        Compete(wide, first, second);
        for (var use = 0; use < 8; use++)
        {
            foreach (var flow in (VolumeFlow[])[first, second])
            {
                wide.Rules(flow);
                wide.BeginOrPark(flow, Write()).ShouldBeTrue();
                wide.End(flow, Write().Request, TimeSpan.Zero);
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        wide.Rules(first);
        wide.BeginOrPark(first, Write()).ShouldBeTrue();
        wide.End(first, Write().Request, TimeSpan.FromMilliseconds(3));
        wide.BeginOrPark(first, Write()).ShouldBeFalse();

        wide.TryTake(out _, out _, out _, out var rest).ShouldBeFalse();
        rest.ShouldBe(TimeSpan.FromMilliseconds(3 * RequestScheduler.RestForHeavy));
    }

    [Fact]
    public void SmallWritesAndReads_BesideALargeWrite_DoNotWaitForIt()
    {
        using var wide = new RequestScheduler(time, limit: 4, HostSpace.Unwatched);
        var (heavy, other) = (new VolumeFlow(), new VolumeFlow());
        Compete(wide, heavy, other);
        wide.BeginOrPark(heavy, Write()).ShouldBeTrue();

        wide.BeginOrPark(heavy, Write(4096)).ShouldBeTrue();
        wide.BeginOrPark(heavy, Request()).ShouldBeTrue();
    }

    [Fact]
    public void LargeWrite_OnADiskThatStoodStill_RestsNoLongerThanOthersNotice()
    {
        using var wide = new RequestScheduler(time, limit: 4, HostSpace.Unwatched);
        var (heavy, other) = (new VolumeFlow(), new VolumeFlow());
        Compete(wide, heavy, other);
        wide.BeginOrPark(heavy, Write()).ShouldBeTrue();
        wide.End(heavy, Write().Request, TimeSpan.FromSeconds(5));
        wide.BeginOrPark(heavy, Write()).ShouldBeFalse();

        time.Advance(RequestScheduler.LongestRest);

        wide.TryTake(out _, out _, out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void Writes_OfOneAlone_NeverRest()
    {
        using var wide = new RequestScheduler(time, limit: 4, HostSpace.Unwatched);
        var flow = new VolumeFlow { Quality = new(BytesPerSecond: 1L << 40) };

        wide.BeginOrPark(flow, Write()).ShouldBeTrue();
        wide.BeginOrPark(flow, Write()).ShouldBeTrue();
        wide.End(flow, Write().Request, TimeSpan.FromSeconds(1));

        wide.BeginOrPark(flow, Write()).ShouldBeTrue();
    }

    [Fact]
    public void Writes_WithoutSpaceOnTheHost_WaitUntilThereIsSome()
    {
        long free = 1;
        using var careful = new RequestScheduler(time, limit: 4, new HostSpace(() => Volatile.Read(ref free), floor: 10));
        using var file = new ServedFile("volume", 2, new MemoryVolume(1 << 20) { Needy = true }, readOnly: false);
        using var settled = new ServedFile("settled", 3, new MemoryVolume(1 << 20), readOnly: false);

        careful.Rules(file.Flow).ShouldBeTrue();
        careful.BeginOrPark(file.Flow, Write(4096, file)).ShouldBeFalse();
        careful.TryTake(out _, out _, out _, out var pause).ShouldBeFalse();
        careful.BeginOrPark(settled.Flow, Write(4096, settled)).ShouldBeTrue();
        time.Advance(pause!.Value);
        careful.TryTake(out _, out _, out _, out _).ShouldBeFalse();

        Volatile.Write(ref free, 100);
        SpinWait.SpinUntil(() => careful.TryTake(out _, out _, out _, out _), TimeSpan.FromSeconds(5)).ShouldBeTrue();
    }

    [Fact]
    public void Writes_WithoutSpaceOnTheHostForLong_TakeTheirChances()
    {
        using var careful = new RequestScheduler(time, limit: 4, new HostSpace(() => 1, floor: 10));
        using var file = new ServedFile("volume", 2, new MemoryVolume(1 << 20) { Needy = true }, readOnly: false);
        careful.BeginOrPark(file.Flow, Write(4096, file)).ShouldBeFalse();

        time.Advance(HostSpace.Patience);

        careful.TryTake(out _, out _, out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void ReadsAndOverwrites_BehindAWriteThatWaits_DoNotWait()
    {
        using var careful = new RequestScheduler(time, limit: 4, new HostSpace(() => 1, floor: 10));
        using var file = new ServedFile("volume", 2, new MemoryVolume(1 << 20) { Needy = true }, readOnly: false);
        using var settled = new ServedFile("settled", 3, new MemoryVolume(1 << 20), readOnly: false);
        careful.BeginOrPark(file.Flow, Write(4096, file)).ShouldBeFalse();

        careful.BeginOrPark(file.Flow, Request()).ShouldBeTrue();
        careful.BeginOrPark(file.Flow, Write(4096, settled)).ShouldBeTrue();
    }

    private static void Compete(RequestScheduler scheduler, VolumeFlow first, VolumeFlow second)
    {
        scheduler.Rules(first);
        scheduler.Rules(second);
        scheduler.Competing.ShouldBeTrue();
    }

    private static ParkedRequest Write(int length = 1 << 20, ServedFile? file = null) => new(new BlockRequest(file!, null!, 0, IsWrite: true, 0, length), null);

    private static ParkedRequest Request() => new(new BlockRequest(null!, null!, 0, IsWrite: false, 0, Size), null);

    /// <summary>Lets requests come while something else is worked on, so that all of them wait.</summary>
    private void Fill(VolumeFlow flow, int count)
    {
        var busy = scheduler.Waiting == 0 && scheduler.BeginOrPark(blocker, Request());
        for (var i = 0; i < count; i++)
        {
            scheduler.BeginOrPark(flow, Request()).ShouldBeFalse();
        }

        if (busy)
        {
            scheduler.End(blocker, Request().Request, TimeSpan.Zero);
        }
    }

    private Dictionary<VolumeFlow, int> Serve(int count)
    {
        var served = new Dictionary<VolumeFlow, int>();
        for (var i = 0; i < count && scheduler.TryTake(out var flow, out _, out _, out _); i++)
        {
            served[flow!] = served.GetValueOrDefault(flow!) + 1;
            scheduler.End(flow!, Request().Request, TimeSpan.Zero);
        }

        return served;
    }
}
