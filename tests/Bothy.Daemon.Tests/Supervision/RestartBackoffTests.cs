using Bothy.Daemon.Supervision;

namespace Bothy.Daemon.Tests.Supervision;

public sealed class RestartBackoffTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Next_FirstEnd_AtOnce() => new RestartBackoff(new Random(1), TimeSpan.FromSeconds(10)).Next(Short).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Next_KeepsEndingEarly_GrowsToTheLongest()
    {
        var backoff = new RestartBackoff(new Random(1), TimeSpan.FromSeconds(10));

        var pauses = Enumerable.Range(0, 30).Select(_ => backoff.Next(Short).TotalSeconds).ToList();

        pauses[1].ShouldBeInRange(0.075, 0.1);
        pauses.ShouldBe(pauses.Order());
        pauses[^1].ShouldBe(10);
    }

    [Fact]
    public void Next_AfterAHealthyRun_AtOnceAgain()
    {
        var backoff = new RestartBackoff(new Random(1), TimeSpan.FromSeconds(10));
        backoff.Next(Short);
        backoff.Next(Short);

        backoff.Next(RestartBackoff.Healthy).ShouldBe(TimeSpan.Zero);
    }
}
