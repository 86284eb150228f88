using Bothy.Linux.Processes;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;
using Bothy.Runner.Status;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Runner.Governor;

/// <summary>
/// Lets environments that stay within their CPU go before those that take all of it: what a quota had to stop within the last seconds gets an eighth of its share, where
/// others want the same processors, and is kept on as many processors as its quota is worth, so that the others are free at once for whoever wakes up, until it has not been
/// stopped for a while. What it runs in terminals shares these processors with the rest of it. One that crowds them with processes is slowed besides.
/// </summary>
internal sealed class CpuPrecedence(RecordStore records, MachineContainers containers, StatusBoard board, TimeProvider time)
{
    private readonly Dictionary<Guid, Greed> seen = [];
    private readonly Dictionary<Guid, Crowd> crowds = [];
    private readonly HashSet<Guid> confined = [];
    private readonly ProcessorPlacement placement = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Greed.Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Look();
        }
    }

    private void Look()
    {
        var running = records.All.Where(record => record.Machine is not null).Select(record => record.Id).ToHashSet();
        foreach (var gone in seen.Keys.Where(id => !running.Contains(id)).ToList())
        {
            seen.Remove(gone);
            crowds.Remove(gone);
            Tell(gone, null);
            confined.Remove(gone);
            placement.Release(gone);
        }

        RunnableProcesses? runnable = null;
        foreach (var id in running)
        {
            var cgroup = containers.Cgroup(id);
            if (cgroup.ReadWant() is { } want)
            {
                Weigh(id, cgroup, want);
                Slow(id, cgroup, runnable ??= new RunnableProcesses(cgroup.Cpu!));
            }
        }
    }

    /// <summary>One that is greedy is told again each time: its limits may have been set anew. One that was never seen may have been told by an earlier runner.</summary>
    private void Weigh(Guid id, EnvironmentCgroup cgroup, CpuWant want)
    {
        var isKnown = seen.TryGetValue(id, out var before);
        var now = isKnown ? before.Next(want) : new Greed(want, 0);
        seen[id] = now;
        if (now.IsGreedy || before.IsGreedy || !isKnown)
        {
            cgroup.Yield(now.IsGreedy);
        }

        if (now.IsGreedy)
        {
            confined.Add(id);
            cgroup.Confine((count, all) => placement.Place(id, count, all));
        }
        else if (confined.Contains(id) || !isKnown)
        {
            placement.Release(id);
            confined.Add(id);
            if (cgroup.Confine(null))
            {
                confined.Remove(id);
            }
        }
    }

    private void Slow(Guid id, EnvironmentCgroup cgroup, RunnableProcesses runnable)
    {
        var isKnown = crowds.TryGetValue(id, out var before);
        var found = new EnvironmentCrowds(cgroup);
        var isPossible = EnvironmentCrowds.CanBeSlowed && seen[id].IsGreedy && found.MayBe(Crowd.Least);
        var now = isKnown ? before.Next(isPossible, () => found.Find(Crowd.Least, runnable)) : Crowd.None;
        crowds[id] = now;
        if (now.Left > 0 || before.Left > 0 || !isKnown)
        {
            found.Slow(now.Groups);
        }

        Tell(id, now.Warning);
    }

    private void Tell(Guid id, string? warning)
    {
        if (board.Find(id) is { } status && status.Machine.Warning != warning)
        {
            board.Change(id, status => status with { Machine = status.Machine with { Warning = warning } });
        }
    }
}
