using Bothy.Runner.Machines;
using Bothy.Runner.Records;

namespace Bothy.Runner.Governor;

/// <summary>
/// Lets environments that stay within their CPU go before those that take all of it: what a quota had to stop within the last seconds gets an eighth of its share, where
/// others want the same processors, until it has not been stopped for a while. Nobody loses CPU that no one else wants.
/// </summary>
internal sealed class CpuPrecedence(RecordStore records, MachineContainers containers, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, Greed> seen = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
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
        }

        foreach (var id in running)
        {
            var cgroup = containers.Cgroup(id);
            if (cgroup.CountThrottled() is { } throttled)
            {
                Weigh(id, cgroup, throttled);
            }
        }
    }

    /// <summary>One that is greedy is told again each time: its limits may have been set anew. One that was never seen may have been told by an earlier runner.</summary>
    private void Weigh(Guid id, Sandboxes.Containers.Cgroups.EnvironmentCgroup cgroup, long throttled)
    {
        var isKnown = seen.TryGetValue(id, out var before);
        var now = isKnown ? before.Next(throttled) : new Greed(throttled, 0);
        seen[id] = now;
        if (now.IsGreedy || before.IsGreedy || !isKnown)
        {
            cgroup.Yield(now.IsGreedy);
        }
    }
}
