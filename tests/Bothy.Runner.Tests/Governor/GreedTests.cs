using Bothy.Runner.Governor;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Runner.Tests.Governor;

public sealed class GreedTests
{
    private static readonly TimeSpan Long = Greed.Period * 0.9;
    private static readonly TimeSpan Short = Greed.Period * 0.1;

    [Fact]
    public void Next_StoppedByItsQuota_IsGreedyUntilItHasNotBeenForAWhile()
    {
        var greed = new Greed(new CpuWant(100, default), 0);

        greed = Stopped(greed, 0);
        greed.IsGreedy.ShouldBeFalse();
        greed = Stopped(greed, 1);
        greed.IsGreedy.ShouldBeTrue();
        for (var look = 0; look < 4; look++)
        {
            greed = Stopped(greed, 0);
            greed.IsGreedy.ShouldBeTrue();
        }

        greed = Stopped(greed, 0);
        greed.IsGreedy.ShouldBeFalse();
        Stopped(Stopped(greed, 1), 0).IsGreedy.ShouldBeTrue("it began again");
    }

    [Fact]
    public void Next_KeptOnFewProcessors_StaysGreedyAsLongAsItWaitsForThem()
    {
        var greed = Stopped(new Greed(default, 0), 1);
        for (var look = 0; look < 20; look++)
        {
            greed = Waited(greed, Long);
            greed.IsGreedy.ShouldBeTrue();
        }

        for (var look = 0; look < 5; look++)
        {
            greed = Waited(greed, Short);
        }

        greed.IsGreedy.ShouldBeFalse();
        Waited(greed, Long).IsGreedy.ShouldBeFalse("who waits for others' sake has taken nothing");
    }

    private static Greed Stopped(Greed greed, long times) => greed.Next(greed.Want with { Throttled = greed.Want.Throttled + times });

    private static Greed Waited(Greed greed, TimeSpan time) => greed.Next(greed.Want with { Waited = greed.Want.Waited + time });
}
