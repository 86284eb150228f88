using Bothy.Daemon.Data;
using Bothy.Daemon.Supervision;
using Bothy.Linux.Locks;
using Bothy.Linux.Processes;

namespace Bothy.Daemon.Commands;

/// <summary>
/// <c>bothyd restart</c>: down, then up. What environments need is not stopped by that; it is replaced afterwards, one process at a time, by the new supervisor: its
/// users notice a delay.
/// </summary>
internal sealed class RestartCommand(DataDirectory data, IReadOnlyList<ProcessDefinition> processes, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public async Task<int> RunAsync()
    {
        var down = await DownCommand.RunAsync(data, processes);
        var left = processes.Where(process => process.IsNeeded)
            .Select(process => (Process: process, Old: Holder(process))).Where(one => one.Old is not null).ToList();
        var up = down == 0 ? await UpCommand.RunAsync(data, processes, detach: true) : down;
        if (up != 0)
        {
            return up;
        }

        foreach (var (process, old) in left)
        {
            if (!await ReplaceAsync(process, old!.Value))
            {
                await Console.Error.WriteLineAsync($"bothyd: no new {process.Name} was ready within {Deadline.TotalSeconds} s: see {data.Log(process.Name)}.");
                return 1;
            }
        }

        return 0;
    }

    private ProcessIdentity? Holder(ProcessDefinition process) =>
        File.Exists(data.ProcessLock(process.Name)) ? ProcessLock.ReadHolder(data.ProcessLock(process.Name)) : null;

    private async Task<bool> ReplaceAsync(ProcessDefinition process, ProcessIdentity old)
    {
        await DownCommand.StopAsync(process.Name, data.ProcessLock(process.Name), Grace);
        var start = time.GetTimestamp();
        while (Holder(process) is not { } now || now == old || !process.IsReady)
        {
            if (time.GetElapsedTime(start) > Deadline)
            {
                return false;
            }

            await Task.Delay(Pause, time);
        }

        return true;
    }
}
