using Bothy.Runner.Governor;

namespace Bothy.Runner.Tests.Governor;

public sealed class CrowdTests
{
    private static readonly string[] Work = ["work"];

    [Fact]
    public void Next_AreManyAtOnce_IsSlowedForAWhileAndHasToShowItselfAnew()
    {
        var crowd = Crowd.None.Next(() => []);
        crowd.Groups.ShouldBeEmpty();
        crowd.Warning.ShouldBeNull();

        crowd = crowd.Next(() => Work);
        var looks = 0;
        for (; crowd.Groups.Count > 0; looks++)
        {
            crowd.Groups.ShouldBe(Work);
            crowd.Warning.ShouldNotBeNull();
            crowd = crowd.Next(() => throw new InvalidOperationException("while it is slowed nothing can be seen"));
        }

        looks.ShouldBe(30);
        crowd.Next(() => Work).Groups.ShouldBe(Work, "it went on");
        crowd.Next(() => []).Groups.ShouldBeEmpty("it was ended");
    }
}
