using Bothy.Devcontainers.Lifecycle;
using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Lifecycle;

public sealed class LifecyclePlanTests
{
    private const string AllHooks =
        """
        "postAttachCommand": "6", "postStartCommand": "5", "postCreateCommand": "4", "updateContentCommand": "3", "onCreateCommand": "2", "initializeCommand": "1"
        """;

    [Fact]
    public void For_AllHooks_OrdersThemAndNeverRunsTheHosts()
    {
        var plan = LifecyclePlan.For(Merge($$"""{ {{AllHooks}} }"""));

        plan.Steps.Select(step => step.Command.Processes[0].Arguments[2]).ShouldBe(["2", "3", "4", "5", "6"]);
        plan.Steps.ShouldAllBe(step => step.Origin == "devcontainer.json");
    }

    [Theory]
    [InlineData(null, "onCreateCommand updateContentCommand")]
    [InlineData("initializeCommand", "")]
    [InlineData("onCreateCommand", "onCreateCommand")]
    [InlineData("updateContentCommand", "onCreateCommand updateContentCommand")]
    [InlineData("postCreateCommand", "onCreateCommand updateContentCommand postCreateCommand")]
    [InlineData("postStartCommand", "onCreateCommand updateContentCommand postCreateCommand postStartCommand")]
    public void For_WaitFor_MarksTheStepsThatMakeItReady(string? waitFor, string before)
    {
        var plan = LifecyclePlan.For(Merge($$"""{ {{AllHooks}}, "waitFor": {{(waitFor is null ? "null" : $"\"{waitFor}\"")}} }"""));

        string.Join(' ', plan.Steps.Where(step => step.BeforeReady).Select(step => step.Hook.ToPropertyName())).ShouldBe(before);
    }

    [Fact]
    public void Remaining_AfterEachMarker_GoesOnWhereItWas()
    {
        var plan = LifecyclePlan.For(Merge($$"""{ {{AllHooks}} }"""));
        var markers = new HashSet<string>();
        var ran = new List<string>();

        while (plan.Remaining(markers, "start1") is [var next, ..])
        {
            ran.Add(next.Hook.ToPropertyName());
            markers.Add(next.Marker("start1")).ShouldBeTrue();
        }

        ran.ShouldBe(["onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand", "postAttachCommand"]);
    }

    [Fact]
    public void Remaining_NextStart_RunsOnlyWhatRunsAtEveryStart()
    {
        var plan = LifecyclePlan.For(Merge($$"""{ {{AllHooks}} }"""));
        var markers = plan.Steps.Select(step => step.Marker("start1")).ToHashSet();

        plan.Remaining(markers, "start1").ShouldBeEmpty();
        plan.Remaining(markers, "start2").Select(step => step.Hook).ShouldBe([LifecycleHook.PostStartCommand, LifecycleHook.PostAttachCommand]);
    }

    [Fact]
    public void IsReady_Markers_FollowsWaitFor()
    {
        var plan = LifecyclePlan.For(Merge($$"""{ {{AllHooks}} }"""));

        plan.IsReady(new HashSet<string>(), "s").ShouldBeFalse();
        plan.IsReady(new HashSet<string> { "onCreateCommand.0" }, "s").ShouldBeFalse();
        plan.IsReady(new HashSet<string> { "onCreateCommand.0", "updateContentCommand.0" }, "s").ShouldBeTrue();
    }

    [Fact]
    public void For_CommandsOfTheImage_RunBeforeTheRepositorysOfTheSameHook()
    {
        var plan = LifecyclePlan.For(Merge(
            """{ "onCreateCommand": "repository", "postCreateCommand": "last" }""",
            """[{ "id": "ghcr.io/x/feature:1", "onCreateCommand": "feature" }, { "onCreateCommand": "image", "postStartCommand": "start" }]"""));

        plan.Steps.Select(step => $"{step.Marker("s")} {step.Origin} {step.Command.Processes[0].Arguments[2]}").ShouldBe(
        [
            "onCreateCommand.0 ghcr.io/x/feature:1 feature",
            "onCreateCommand.1 image metadata image",
            "onCreateCommand.2 devcontainer.json repository",
            "postCreateCommand.0 devcontainer.json last",
            "postStartCommand.0@s image metadata start",
        ]);
    }
}
