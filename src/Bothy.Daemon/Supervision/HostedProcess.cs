using Bothy.Daemon.Commands;
using Bothy.Daemon.Data;
using Bothy.Daemon.Logs;
using Bothy.Linux.Locks;
using Bothy.Linux.Processes;

namespace Bothy.Daemon.Supervision;

/// <summary>The frame of a supervised process, from its own side: lock, log and stop signal. It may as well be started by hand.</summary>
internal static class HostedProcess
{
    /// <returns>The exit code of <paramref name="host"/>, or 1 if the process runs already.</returns>
    public static async Task<int> RunAsync(string name, DataDirectory data, Func<string, CancellationToken, Task<int>> host)
    {
        // First of all: from here on no process that this one starts can inherit the lock.
        var inherited = Inheritance.TakeLock();
        data.Create();
        using var held = inherited ?? ProcessLock.TryTake(data.ProcessLock(name));
        if (held is null)
        {
            var holder = ProcessLock.ReadHolder(data.ProcessLock(name)) is { } process ? $", process {process.Id}" : "";
            await Console.Error.WriteLineAsync($"bothyd: the {name} of {data.Path} is running already{holder}.");
            return 1;
        }

        held.NameHolder(ProcessIdentity.Of(Environment.ProcessId)!.Value);
        using var signals = new StopSignals();
        using var log = inherited is null ? null : new LogFile(data.Log(name));
        if (log is not null)
        {
            // Standard output is the same file already; this writer bounds it.
            Console.SetOut(new LogFileWriter(log));
        }

        return await host(data.Path, signals.Token);
    }
}
