using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Runners;
using Bothy.Server.Cache;
using Bothy.Server.Runners;

namespace Bothy.Server.Environments;

/// <summary>Chooses the runner of an environment: ready, not cordoned, large enough for the class, with the fewest environments.</summary>
internal sealed class Placement(Heartbeats heartbeats, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>True while runners that are alive may not have told a restarted server yet.</summary>
    private bool IsSettling => time.GetElapsedTime(_started) < Heartbeats.Patience;

    public PlacementDecision Decide(EnvironmentResource environment, CacheSnapshot snapshot)
    {
        var spec = environment.Spec;
        if (snapshot.Find<EnvironmentClassResource>(environment.Metadata.Organization, spec.Class)
            is not { } environmentClass)
        {
            return new PlacementDecision.Refused(
                "ClassNotFound", $"There is no environment class '{spec.Class}'. Create it, or set spec.class to one there is.");
        }

        var runners = snapshot.All<RunnerResource>().ToList();
        var open = runners.Where(runner => !runner.Spec.Cordoned && heartbeats.Find(runner.Metadata.Name).Ready).ToList();
        if (open.Count == 0)
        {
            return IsSettling ? PlacementDecision.Wait : new PlacementDecision.Refused("NoRunner", Explain(runners));
        }

        var fitting = open.Where(runner => ClassFit.Check(environmentClass.Spec, runner.Status) is null).ToList();
        return fitting.Count == 0
            ? new PlacementDecision.Refused("ClassExceedsHost", ClassFit.Explain(environmentClass, open))
            : new PlacementDecision.Placed(Emptiest(fitting, snapshot).Metadata.Name);
    }

    private static RunnerResource Emptiest(List<RunnerResource> runners, CacheSnapshot snapshot)
    {
        if (runners.Count == 1)
        {
            return runners[0];
        }

        var load = snapshot.All<EnvironmentResource>().CountBy(environment => environment.Spec.Runner ?? "").ToDictionary();
        return runners.MinBy(runner => load.GetValueOrDefault(runner.Metadata.Name))!;
    }

    private static string Explain(List<RunnerResource> runners)
    {
        if (runners.Count == 0)
        {
            return "No runner has registered. Look whether `bothyd runner` runs, and at its log.";
        }

        var cordoned = runners.Where(runner => runner.Spec.Cordoned).Select(runner => $"'{runner.Metadata.Name}' is cordoned");
        var silent = runners.Where(runner => !runner.Spec.Cordoned).Select(runner => $"'{runner.Metadata.Name}' gives no sign of life");
        return $"No runner takes environments: {string.Join(", ", cordoned.Concat(silent))}. Uncordon a runner, or look whether `bothyd runner` runs, and at its log.";
    }
}
