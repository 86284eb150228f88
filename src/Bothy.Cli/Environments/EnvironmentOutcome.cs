using Bothy.Api.Environments;

namespace Bothy.Cli.Environments;

/// <summary>Reads from a status whether a phase that was asked for is reached, still may be, or cannot be.</summary>
internal static class EnvironmentOutcome
{
    /// <summary>The machine runs, answers the spec's restarts, and the lifecycle commands are through as far as <c>waitFor</c> says.</summary>
    public static Outcome Running(EnvironmentResource environment)
    {
        var status = environment.Status;
        if (environment.Metadata.DeletedAt is not null || environment.Spec.DesiredPhase != DesiredPhase.Running || GaveUp(environment))
        {
            return Outcome.Failed;
        }

        var runs = IsAnswered(environment)
            && status is { Phase: EnvironmentPhase.Running, Machine.Phase: PartPhase.Ready }
            && status.Machine.Restarts >= environment.Spec.Restarts;
        return (runs, status.Automations.Phase) switch
        {
            (true, PartPhase.Ready) => Outcome.Reached,
            (true, PartPhase.Failed) => Outcome.Failed,
            _ => Outcome.Pending,
        };
    }

    public static Outcome Stopped(EnvironmentResource environment)
    {
        if (environment.Metadata.DeletedAt is not null || environment.Spec.DesiredPhase != DesiredPhase.Stopped || GaveUp(environment))
        {
            return Outcome.Failed;
        }

        return IsAnswered(environment) && environment.Status.Phase == EnvironmentPhase.Stopped ? Outcome.Reached : Outcome.Pending;
    }

    /// <summary>The end of a deletion is that the environment is gone, which no status says.</summary>
    public static Outcome Deleted(EnvironmentResource environment)
    {
        // What was wrong before, nobody mends any more.
        var since = environment.Status.Failures?.Where(failure => failure.At >= environment.Metadata.DeletedAt).ToList();
        return GaveUp(environment with { Status = environment.Status with { Failures = since } }) ? Outcome.Failed : Outcome.Pending;
    }

    /// <summary>Something is wrong that trying again will not mend. A failed lifecycle command is no obstacle to a machine.</summary>
    /// <remarks>
    /// A failure of an older spec says nothing, unless it is of the placement, which nobody but the server answers. The server looks again
    /// at a class that does not fit, for somebody may change it; whoever waits here should rather hear of it.
    /// </remarks>
    public static bool GaveUp(EnvironmentResource environment) =>
        environment.Status.Failures?.Any(failure => failure switch
        {
            { Part: "automations" } => false,
            { Part: "placement" } => failure.RetryAt is null || failure.Reason is "ClassNotFound" or "ClassExceedsHost",
            _ => failure.RetryAt is null && IsAnswered(environment),
        }) == true;

    private static bool IsAnswered(EnvironmentResource environment) => environment.Status.ObservedGeneration >= environment.Metadata.Generation;
}
