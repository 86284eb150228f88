using Bothy.Reconcile.Backoff;

namespace Bothy.Reconcile.Tests.Backoff;

public sealed class KeyedBackoffTests
{
    private static readonly BackoffOptions Steady = new() { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(60), Jitter = 0 };

    [Fact]
    public void Fail_Repeatedly_DoublesUpToTheLongest()
    {
        var backoff = new KeyedBackoff<string>(Steady, new Random(1));

        Enumerable.Range(0, 9).Select(_ => backoff.Fail("a").Pause.TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    [Fact]
    public void Fail_ThousandsOfTimes_StaysAtTheLongest()
    {
        var backoff = new KeyedBackoff<string>(Steady, new Random(1));
        for (var i = 0; i < 5000; i++)
        {
            backoff.Fail("a");
        }

        backoff.Fail("a").ShouldBe((5001, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Fail_OtherKeyOrForgotten_StartsAnew()
    {
        var backoff = new KeyedBackoff<string>(Steady, new Random(1));
        backoff.Fail("a");
        backoff.Fail("a");

        backoff.Fail("b").ShouldBe((1, TimeSpan.FromSeconds(1)));
        backoff.Forget("a");
        backoff.Fail("a").ShouldBe((1, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fail_WithJitter_SpreadsOverTheShareAndNoFurther(int seed)
    {
        var backoff = new KeyedBackoff<int>(Steady with { Jitter = 0.5 }, new Random(seed));

        var pauses = Enumerable.Range(0, 1000).Select(key => backoff.Fail(key).Pause.TotalSeconds).ToList();

        pauses.ShouldAllBe(p => p > 0.5 && p <= 1.0);
        pauses.Min().ShouldBeLessThan(0.55);
        pauses.Max().ShouldBeGreaterThan(0.95);
    }

    [Theory]
    [InlineData(0, 1, 0.5)]
    [InlineData(2, 1, 0.5)]
    [InlineData(1, 1, -0.1)]
    [InlineData(1, 1, 1.1)]
    public void Options_OutOfRange_Refused(int first, int longest, double jitter)
    {
        var options = new BackoffOptions { First = TimeSpan.FromSeconds(first), Longest = TimeSpan.FromSeconds(longest), Jitter = jitter };

        Should.Throw<ArgumentOutOfRangeException>(options.Validate);
    }
}
