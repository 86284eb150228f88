using Bothy.Runner.Governor;

namespace Bothy.Runner.Tests.Governor;

public sealed class CrowdTests
{
    private static readonly string[] Work = ["work"];

    [Fact]
    public void Next_AreManyAtOnce_IsSlowedForAWhileAndHasToShowItselfAnew()
    {
        var crowd = Crowd.None.Next(true, () => []);
        crowd.Groups.ShouldBeEmpty();
        crowd.Warning.ShouldBeNull();

        crowd = crowd.Next(true, () => Work);
        var looks = 0;
        for (; crowd.Groups.Count > 0; looks++)
        {
            crowd.Groups.ShouldBe(Work);
            crowd.Warning.ShouldNotBeNull();
            crowd = crowd.Next(true, () => throw new InvalidOperationException("while it is slowed nothing can be seen"));
        }

        looks.ShouldBe(30);
        crowd = crowd.Next(true, () => Work);
        crowd.Groups.ShouldBe(Work, "it went on");
        crowd.Next(false, () => Work).Groups.ShouldBeEmpty("there are no longer so many");
        Crowd.None.Next(false, () => Work).Groups.ShouldBeEmpty("there cannot be so many");
    }
}
