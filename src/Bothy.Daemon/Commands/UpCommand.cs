using Bothy.Daemon.Data;
using Bothy.Daemon.Logs;
using Bothy.Daemon.Supervision;
using Bothy.Linux.Locks;
using Bothy.Linux.Processes;

namespace Bothy.Daemon.Commands;

/// <summary><c>bothyd up</c>: the supervisor itself, or with <c>--detach</c> whoever starts it.</summary>
internal static class UpCommand
{
    public const string LogName = "supervisor";

    public static Task<int> RunAsync(DataDirectory data, IReadOnlyList<ProcessDefinition> processes, bool detach)
    {
        data.Create();
        return detach ? new DetachedStart(data, processes).RunAsync() : SuperviseAsync(data, processes);
    }

    private static async Task<int> SuperviseAsync(DataDirectory data, IReadOnlyList<ProcessDefinition> processes)
    {
        using var taken = ProcessLock.TryTake(data.SupervisorLock);
        if (taken is null)
        {
            var holder = ProcessLock.ReadHolder(data.SupervisorLock) is { } process ? $"process {process.Id}" : "another process";
            await Console.Error.WriteLineAsync(
                $"bothyd: the data directory {data.Path} is in use by {holder}. End it with 'bothyd down --data {data.Path}', or choose another directory with --data.");
            return 1;
        }

        taken.NameHolder(ProcessIdentity.Of(Environment.ProcessId)!.Value);
        using var signals = new StopSignals();
        using var file = new LogFile(data.Log(LogName));
        var log = new SupervisorLog(file, Console.IsErrorRedirected ? null : Console.Error, TimeProvider.System);
        log.Write($"supervisor started, process {Environment.ProcessId}, data in {data.Path}");
        await new Supervisor(data, processes, log, TimeProvider.System).RunAsync(signals.Token);
        log.Write("supervisor stopped");
        return 0;
    }
}
