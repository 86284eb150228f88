using System.Collections.Concurrent;
using Bothy.Api.Environments;
using Bothy.Runner.Content;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;

namespace Bothy.Runner.Automations;

/// <summary>The lifecycle commands that run now, one run an environment, beside the reconciler: a command may take hours.</summary>
internal sealed class LifecycleRuns(LifecycleRunner runner, ContentCompletion content)
{
    private readonly ConcurrentDictionary<Guid, LifecycleRun> runs = new();

    /// <summary>Begins what is left to run for this start of the machine, unless it runs already.</summary>
    public void Ensure(EnvironmentResource environment, EnvironmentRecord record, RunningPlan plan)
    {
        var id = environment.Metadata.Id;
        var start = record.Machine!.Start;
        if (runs.TryGetValue(id, out var known) && known.Start == start)
        {
            return;
        }

        Forget(id);
        var folder = plan.ContentFolder;
        runs[id] = new LifecycleRun(start, async stop =>
        {
            var history = content.FetchHistoryAsync(environment, start, folder, stop);
            await content.FetchFilesAsync(id, start, folder, stop);
            await runner.RunAsync(environment, record, plan, stop);
            await history;
        });
    }

    /// <summary>True if this runner has begun the commands of the given start of the machine.</summary>
    public bool HasBegun(Guid id, string start) => runs.TryGetValue(id, out var run) && run.Start == start;

    /// <summary>Lets go of the environment's run; the commands themselves end with their machine.</summary>
    public void Forget(Guid id)
    {
        if (runs.TryRemove(id, out var run))
        {
            run.Dispose();
        }
    }
}
