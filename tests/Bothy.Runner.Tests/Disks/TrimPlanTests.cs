using Bothy.Runner.Disks;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Runner.Tests.Disks;

public sealed class TrimPlanTests
{
    private const long MiB = 1 << 20;
    private const long Slack = 512 * MiB;
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(0, false, 256)]
    [InlineData(2048, false, 256)]
    [InlineData(8192, false, 1024)]
    [InlineData(8192, true, 96)]
    public void SlackOf_Limit_IsAnEighthButNotLittle(long limitMiB, bool isTight, long slackMiB) =>
        TrimPlan.SlackOf(limitMiB * MiB, isTight).ShouldBe(slackMiB * MiB);

    [Fact]
    public void IsDue_MoreThanTheSlack_IsAtOnce()
    {
        var plan = new TrimPlan(time);

        plan.IsDue(512 * MiB, Slack).ShouldBeFalse();
        plan.IsDue(513 * MiB, Slack).ShouldBeTrue();
    }

    [Fact]
    public void IsDue_TrimGaveNothing_WaitsLongerEachTimeUpToFiveMinutes()
    {
        var plan = new TrimPlan(time);
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            plan.Trimmed(600 * MiB, 600 * MiB, Slack);
            var waited = 0;
            for (; !plan.IsDue(600 * MiB, Slack); waited++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }

            waits.Add(waited);
        }

        waits.ShouldBe([10, 20, 40, 80, 160, 300, 300, 300]);
    }

    [Fact]
    public void IsDue_TrimGaveNothingAndMuchMoreCame_IsAtOnce()
    {
        var plan = new TrimPlan(time);
        plan.Trimmed(600 * MiB, 600 * MiB, Slack);

        plan.IsDue(1112 * MiB, Slack).ShouldBeFalse();
        plan.IsDue(1113 * MiB, Slack).ShouldBeTrue();
    }

    [Fact]
    public void IsDue_TrimWasWorthwhile_StartsPausesAnew()
    {
        var plan = new TrimPlan(time);
        plan.Trimmed(600 * MiB, 600 * MiB, Slack);
        plan.Trimmed(600 * MiB, 600 * MiB, Slack);
        plan.Trimmed(2000 * MiB, 600 * MiB, Slack);

        time.Advance(TimeSpan.FromSeconds(5));

        plan.IsDue(600 * MiB, Slack).ShouldBeTrue();
    }
}
