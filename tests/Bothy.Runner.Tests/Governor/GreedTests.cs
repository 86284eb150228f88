using Bothy.Runner.Governor;

namespace Bothy.Runner.Tests.Governor;

public sealed class GreedTests
{
    [Fact]
    public void Next_StoppedByItsQuota_IsGreedyUntilItHasNotBeenForAWhile()
    {
        var greed = new Greed(100, 0);

        greed = greed.Next(100);
        greed.IsGreedy.ShouldBeFalse();
        greed = greed.Next(101);
        greed.IsGreedy.ShouldBeTrue();
        for (var look = 0; look < 4; look++)
        {
            greed = greed.Next(101);
            greed.IsGreedy.ShouldBeTrue();
        }

        greed.Next(101).IsGreedy.ShouldBeFalse();
        greed.Next(102).Next(102).IsGreedy.ShouldBeTrue("it began again");
    }
}
