using Bothy.Runner.Disks;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Runner.Tests.Disks;

public sealed class TrimPlanTests
{
    private const long MiB = 1 << 20;
    private const long Limit = 4096 * MiB;
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(0, 256)]
    [InlineData(2048, 256)]
    [InlineData(8192, 1024)]
    public void SlackOf_Limit_IsAnEighthButNotLittle(long limitMiB, long slackMiB) => TrimPlan.SlackOf(limitMiB * MiB).ShouldBe(slackMiB * MiB);

    [Fact]
    public void IsDue_MoreThanTheSlack_IsAtOnce()
    {
        var plan = new TrimPlan(time);

        plan.IsDue(512 * MiB, Limit).ShouldBeFalse();
        plan.IsDue(513 * MiB, Limit).ShouldBeTrue();
    }

    [Fact]
    public void IsDue_TrimGaveNothing_WaitsLongerEachTimeUpToFiveMinutes()
    {
        var plan = new TrimPlan(time);
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            plan.Trimmed(600 * MiB, 600 * MiB, Limit);
            var waited = 0;
            for (; !plan.IsDue(600 * MiB, Limit); waited++)
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
        plan.Trimmed(600 * MiB, 600 * MiB, Limit);

        plan.IsDue(1112 * MiB, Limit).ShouldBeFalse();
        plan.IsDue(1113 * MiB, Limit).ShouldBeTrue();
    }

    [Fact]
    public void IsDue_TrimWasWorthwhile_StartsPausesAnew()
    {
        var plan = new TrimPlan(time);
        plan.Trimmed(600 * MiB, 600 * MiB, Limit);
        plan.Trimmed(600 * MiB, 600 * MiB, Limit);
        plan.Trimmed(2000 * MiB, 600 * MiB, Limit);

        time.Advance(TimeSpan.FromSeconds(5));

        plan.IsDue(600 * MiB, Limit).ShouldBeTrue();
    }
}
