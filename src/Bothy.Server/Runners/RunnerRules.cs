using System.Globalization;
using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Bothy.Api.Validation;
using Bothy.Server.Cache;
using Bothy.Server.Http;
using Bothy.Server.Resources;

namespace Bothy.Server.Runners;

/// <summary>A runner shows whether it is alive, and stays while environments are on it.</summary>
internal sealed class RunnerRules(Heartbeats heartbeats) : ResourceRules<RunnerResource>(ResourceValidators.Runner)
{
    private const string Ready = "Ready";

    public override Problem? CheckDeletion(RunnerResource current, CacheSnapshot snapshot)
    {
        var placed = snapshot.All<EnvironmentResource>().Where(environment => environment.Spec.Runner == current.Metadata.Name).ToList();
        return placed.Count == 0
            ? null
            : Problems.Conflict($"Runner '{current.Metadata.Name}' has {placed.Count} environments ({NameList.Of(placed)}). Delete them first.");
    }

    public override RunnerResource Present(RunnerResource stored)
    {
        var others = (stored.Status.Conditions ?? []).Where(condition => condition.Type != Ready);
        return stored with { Status = stored.Status with { Conditions = [Describe(stored), .. others] } };
    }

    private Condition Describe(RunnerResource runner)
    {
        var liveness = heartbeats.Find(runner.Metadata.Name);
        return new Condition
        {
            Type = Ready,
            Status = liveness.Ready ? ConditionStatus.True : ConditionStatus.False,
            Reason = liveness.Ready ? "Alive" : "NoHeartbeat",
            Message = liveness.Ready ? null : Silence(liveness.Age),
            LastTransitionAt = liveness.Since ?? runner.Metadata.CreatedAt,
        };
    }

    private static string Silence(TimeSpan? age) => age is { } silent
        ? string.Create(CultureInfo.InvariantCulture, $"No sign of life for {silent.TotalSeconds:F0} s. Look whether `bothyd runner` runs on the host, and at its log.")
        : "No sign of life since the server started. Look whether `bothyd runner` runs on the host, and at its log.";
}
