using Bothy.Api.Environments;

namespace Bothy.Runner.Status;

/// <summary>The changes of status that more than one step makes.</summary>
internal static class StatusChanges
{
    public static EnvironmentStatus In(this EnvironmentStatus status, EnvironmentPhase phase, string? activity = null) =>
        status with { Phase = phase, Activity = activity };

    public static EnvironmentStatus WithMachine(this EnvironmentStatus status, Func<MachineStatus, MachineStatus> change) =>
        status with { Machine = change(status.Machine) };

    public static EnvironmentStatus WithContent(this EnvironmentStatus status, Func<ContentStatus, ContentStatus> change) =>
        status with { Content = change(status.Content) };

    public static EnvironmentStatus WithFailure(this EnvironmentStatus status, Failure failure) =>
        status with { Failures = [.. Others(status, failure.Part), failure] };

    /// <summary>Takes back what was wrong with the parts.</summary>
    public static EnvironmentStatus WithoutFailure(this EnvironmentStatus status, params string[] parts)
    {
        var left = (status.Failures ?? []).Where(failure => !parts.Contains(failure.Part)).ToList();
        return left.Count == (status.Failures?.Count ?? 0) ? status : status with { Failures = left.Count == 0 ? null : left };
    }

    private static IEnumerable<Failure> Others(EnvironmentStatus status, string part) =>
        (status.Failures ?? []).Where(failure => failure.Part != part);
}
