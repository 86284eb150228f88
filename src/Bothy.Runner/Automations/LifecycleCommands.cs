using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Linux.Tools;
using Bothy.Runner.Logs;
using Bothy.Runner.Machines;

namespace Bothy.Runner.Automations;

/// <summary>Runs the processes of one step at the same time, each in a session of the agent, and copies what they print to the log.</summary>
internal sealed class LifecycleCommands(AgentConnections agents)
{
    private const int ADay = 86_400;
    private const int LongestQuote = 200;

    // The session keeps its exit status for a while unless it is acknowledged: whoever comes back after a crash still finds it.
    private static readonly RemoteProcessOptions Options = new() { AcknowledgeExit = false };

    /// <summary>Runs the step, or takes up what an earlier runner began of it.</summary>
    /// <returns>How each process ended, in the step's order.</returns>
    public async Task<IReadOnlyList<FinishedCommand>> RunAsync(
        Guid id, LifecycleStep step, string start, EnvironmentLog log, CancellationToken stop) =>
        await Task.WhenAll(step.Command.Processes.Select((process, index) => RunAsync(id, step, process, index, start, log, stop)));

    private async Task<FinishedCommand> RunAsync(
        Guid id, LifecycleStep step, LifecycleProcess process, int index, string start, EnvironmentLog log, CancellationToken stop)
    {
        var hook = step.Hook.ToPropertyName();
        var commandLine = Quote(process);
        var session = $"{hook}.{step.Index}.{index}.{start[..8]}";
        log.Info(hook, commandLine);
        await using var remote = await agents.Of(id).ExecuteAsync(
            new ExecRequest
            {
                Session = session,
                Arguments = process.Arguments,
                Group = SessionGroup.Work,
                DetachTimeoutSeconds = 7 * ADay,
            },
            Options,
            stop);
        await remote.StandardInput.DisposeAsync();
        await Task.WhenAll(
            OutputLines.ReadAsync(remote.StandardOutput, line => log.Write(hook, "stdout", line), stop),
            OutputLines.ReadAsync(remote.StandardError, line => log.Write(hook, "stderr", line), stop));
        var exit = await remote.WaitAsync(stop);
        return new FinishedCommand(process.Name, commandLine, exit.ShellCode);
    }

    private static string Quote(LifecycleProcess process)
    {
        var line = process.Arguments is ["/bin/sh", "-c", var script] ? script : string.Join(' ', process.Arguments);
        return line.Length > LongestQuote ? line[..LongestQuote] + " …" : line;
    }
}
