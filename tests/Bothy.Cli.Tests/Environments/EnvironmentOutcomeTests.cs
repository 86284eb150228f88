using Bothy.Api.Environments;
using Bothy.Cli.Environments;

namespace Bothy.Cli.Tests.Environments;

public sealed class EnvironmentOutcomeTests
{
    private static readonly EnvironmentResource Running = Sample.Environment("work");

    [Fact]
    public void Running_AllReady_IsReached() => EnvironmentOutcome.Running(Running).ShouldBe(Outcome.Reached);

    [Fact]
    public void Running_CommandsStillRun_IsPending() =>
        EnvironmentOutcome.Running(With(status => status with { Automations = new() { Phase = PartPhase.Progressing } })).ShouldBe(Outcome.Pending);

    [Fact]
    public void Running_CommandFailed_IsFailed() =>
        EnvironmentOutcome.Running(With(status => status with
        {
            Automations = new() { Phase = PartPhase.Failed },
            Failures = [Sample.Failure("automations", "exit code 3")],
        })).ShouldBe(Outcome.Failed);

    [Fact]
    public void Running_AnswersAnOlderSpec_IsPending() =>
        EnvironmentOutcome.Running(Running with { Metadata = Running.Metadata with { Generation = 2 } }).ShouldBe(Outcome.Pending);

    [Fact]
    public void Running_RestartNotAnswered_IsPending() =>
        EnvironmentOutcome.Running(Running with { Spec = Running.Spec with { Restarts = 1 } }).ShouldBe(Outcome.Pending);

    [Theory]
    [InlineData("content", "BranchNotFound", false, nameof(Outcome.Failed))]
    [InlineData("content", "NoNetwork", true, nameof(Outcome.Pending))]
    [InlineData("placement", "ClassExceedsHost", true, nameof(Outcome.Failed))]
    [InlineData("placement", "NoRunner", true, nameof(Outcome.Pending))]
    public void Running_Failure_CountsIfTryingIsNoUse(string part, string reason, bool retries, string outcome) =>
        EnvironmentOutcome.Running(With(status => status with
        {
            Phase = EnvironmentPhase.Creating,
            Failures = [Sample.Failure(part, "x", retries ? TestHost.Start : null) with { Reason = reason }],
        })).ToString().ShouldBe(outcome);

    [Fact]
    public void Running_FailureOfAnOlderSpec_SaysNothing() =>
        EnvironmentOutcome.Running(With(status => status with { ObservedGeneration = 0, Failures = [Sample.Failure("content", "old")] })).ShouldBe(Outcome.Pending);

    [Fact]
    public void Running_BeingDeletedOrStopped_IsFailed()
    {
        EnvironmentOutcome.Running(Running with { Metadata = Running.Metadata with { DeletedAt = TestHost.Start } }).ShouldBe(Outcome.Failed);
        EnvironmentOutcome.Running(Running with { Spec = Running.Spec with { DesiredPhase = DesiredPhase.Stopped } }).ShouldBe(Outcome.Failed);
    }

    [Theory]
    [InlineData(EnvironmentPhase.Stopping, nameof(Outcome.Pending))]
    [InlineData(EnvironmentPhase.Stopped, nameof(Outcome.Reached))]
    public void Stopped_Phase_Tells(EnvironmentPhase phase, string outcome) =>
        EnvironmentOutcome.Stopped(Sample.Environment("work", phase) with { Spec = Running.Spec with { DesiredPhase = DesiredPhase.Stopped } }).ToString().ShouldBe(outcome);

    private static EnvironmentResource With(Func<EnvironmentStatus, EnvironmentStatus> change) => Running with { Status = change(Running.Status) };
}
