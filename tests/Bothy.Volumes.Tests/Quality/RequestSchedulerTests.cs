using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Volumes.Tests.Quality;

public sealed class RequestSchedulerTests : IDisposable
{
    private const int Size = 64 << 10;
    private readonly VolumeFlow blocker = new() { Quality = new(VolumeQuality.MaximumWeight) };
    private readonly FakeTimeProvider time = new();
    private readonly RequestScheduler scheduler;

    public RequestSchedulerTests() => scheduler = new(time, limit: 1);

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
