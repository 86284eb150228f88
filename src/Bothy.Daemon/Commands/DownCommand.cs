using Bothy.Daemon.Data;
using Bothy.Daemon.Supervision;
using Bothy.Linux.Locks;
using Bothy.Linux.Pidfds;

namespace Bothy.Daemon.Commands;

/// <summary><c>bothyd down</c>: ends the supervisor, which ends what it started, and whatever an earlier one left behind; but nothing that environments need.</summary>
internal static class DownCommand
{
    // The supervisor gives each of its processes its own grace, one after another.
    private static readonly TimeSpan SupervisorGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProcessGrace = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(DataDirectory data, IReadOnlyList<ProcessDefinition> processes)
    {
        await StopAsync("supervisor", data.SupervisorLock, SupervisorGrace);
        var left = new List<string>();
        foreach (var process in processes.Reverse())
        {
            // Asked for each only now: stopping the runner may have ended the need.
            if (process.IsNeeded)
            {
                left.Add(process.Name);
            }
            else
            {
                await StopAsync(process.Name, data.ProcessLock(process.Name), ProcessGrace);
            }
        }

        var kept = left.Count == 0 ? "" : $" {string.Join(" and ", left)} go on with them: their disks are served by these.";
        await Console.Out.WriteLineAsync($"Bothy is stopped (data in {data.Path}). Environments that were running go on.{kept}");
        return 0;
    }

    /// <summary>Stops the process that holds a lock. Does nothing if there is none.</summary>
    public static async Task StopAsync(string name, string path, TimeSpan grace)
    {
        if (!File.Exists(path) || ProcessLock.ReadHolder(path) is not { } holder || PidFd.Open(holder) is not { } handle)
        {
            return;
        }

        using var process = new RunningProcess(holder.Id, handle, ownChild: false);
        if (!await process.StopAsync(grace, TimeProvider.System))
        {
            await Console.Error.WriteLineAsync($"bothyd: {name} (process {holder.Id}) had not ended after {grace.TotalSeconds} s and was killed.");
        }
    }
}
