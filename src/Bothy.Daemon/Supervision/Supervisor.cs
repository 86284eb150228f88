using Bothy.Daemon.Data;
using Bothy.Daemon.Logs;

namespace Bothy.Daemon.Supervision;

/// <summary>Keeps processes running, each restarted on its own. Its own death reaches none of them; the next one finds them again.</summary>
internal sealed class Supervisor(DataDirectory data, IReadOnlyList<ProcessDefinition> definitions, SupervisorLog log, TimeProvider time)
{
    /// <summary>Runs until <paramref name="stop"/>, then stops the processes one after another, last one first, but for those that environments need.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var starter = new ProcessStarter(data, time);
        List<(CancellationTokenSource Stop, Task Run)> running = [];
        foreach (var definition in definitions)
        {
            var stopOne = new CancellationTokenSource();
            running.Add((stopOne, new SupervisedProcess(definition, starter, log, time).RunAsync(stopOne.Token)));
        }

        // None of them ends by itself unless by a fault of the supervisor, which must not be left half alive.
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop);
        var first = await Task.WhenAny(running.Select(one => one.Run).Prepend(stopped));
        if (first != stopped)
        {
            await first;
        }

        foreach (var (stopOne, run) in running.AsEnumerable().Reverse())
        {
            await stopOne.CancelAsync();
            await run;
            stopOne.Dispose();
        }
    }
}
