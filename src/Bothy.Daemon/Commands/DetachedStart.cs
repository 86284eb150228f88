using System.Globalization;
using Bothy.Daemon.Data;
using Bothy.Daemon.Logs;
using Bothy.Daemon.Readiness;
using Bothy.Daemon.Supervision;
using Bothy.Linux.Locks;
using Bothy.Linux.Logs;
using Bothy.Linux.Pidfds;
using Bothy.Linux.Processes;

namespace Bothy.Daemon.Commands;

/// <summary>Starts the supervisor in a session of its own unless there is one, and waits until the server answers.</summary>
internal sealed class DetachedStart(DataDirectory data, IReadOnlyList<ProcessDefinition> processes)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int QuotedLines = 15;
    private const int HopelessCrashes = 3;

    private readonly Dictionary<string, long> _logLengths = processes
        .Select(process => process.Name).Append(UpCommand.LogName)
        .ToDictionary(name => name, name => LogTail.Length(data.Log(name)));

    /// <returns>The exit code: 0 when the server answers.</returns>
    public async Task<int> RunAsync()
    {
        using var probe = new ServerProbe(data);
        using var supervisor = StartUnlessRunning();
        var ended = supervisor?.WaitForExitAsync(CancellationToken.None);
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Deadline)
        {
            if (await probe.AskAsync(CancellationToken.None) is { } url)
            {
                await Console.Out.WriteLineAsync($"Bothy runs at {url} (data in {data.Path}).");
                return 0;
            }

            // Of two that start at once one ends, and then the other is as good.
            if (ended is { IsCompleted: true } && IsFree(data.SupervisorLock))
            {
                return await FailAsync($"the supervisor ended with exit code {supervisor!.Reap()}");
            }

            if (LogTail.Read(data.Log(UpCommand.LogName), _logLengths[UpCommand.LogName], int.MaxValue).Count(IsServerCrash) >= HopelessCrashes)
            {
                return await FailAsync($"the server keeps ending. {GoesOn}");
            }

            await Task.Delay(Pause);
        }

        return await FailAsync($"the server did not answer within {Deadline.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. {GoesOn}");
    }

    private string GoesOn => $"It is tried further; 'bothyd down --data {data.Path}' ends that";

    private static bool IsServerCrash(string line) => line.Contains($" server {SupervisedProcess.KeepsEnding}", StringComparison.Ordinal);

    private static bool IsFree(string path)
    {
        using var taken = ProcessLock.TryTake(path);
        return taken is not null;
    }

    private RunningProcess? StartUnlessRunning()
    {
        if (!IsFree(data.SupervisorLock))
        {
            return null;
        }

        using var log = AppendOnlyFile.Open(data.Log(UpCommand.LogName));
        var program = Environment.ProcessPath!;
        string[] arguments = [Path.GetFileName(program), "up", "--data", data.Path];
        var variables = Inheritance.CurrentEnvironment();
        var id = ChildProcess.Start(program, arguments, variables, [], log, ownSession: true);
        return new(id, PidFd.Open(id)!, ownChild: true);
    }

    private async Task<int> FailAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"bothyd: {reason}.");
        foreach (var (name, length) in _logLengths)
        {
            var lines = LogTail.Read(data.Log(name), length, QuotedLines);
            if (lines.Count > 0)
            {
                await Console.Error.WriteLineAsync($"\n{data.Log(name)}:\n  {string.Join("\n  ", lines)}");
            }
        }

        return 1;
    }
}
