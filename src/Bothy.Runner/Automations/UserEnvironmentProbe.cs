using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Api.Agents.Wire;
using Bothy.Devcontainers.Model;
using Bothy.Runner.Logs;
using Bothy.Runner.Machines;

namespace Bothy.Runner.Automations;

/// <summary>
/// Asks the remote user's shell for the variables that its start-up files set (<c>userEnvProbe</c>) and hands them to the agent, for terminals, exec
/// and lifecycle commands alike. Start-up files that fail or hang cost a moment, and nothing else.
/// </summary>
internal sealed class UserEnvironmentProbe(AgentConnections agents)
{
    private const string Part = "userEnvProbe";

    // As in the reference implementation.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<UserEnvProbe, string> Flags = new()
    {
        [UserEnvProbe.LoginShell] = "-lc",
        [UserEnvProbe.InteractiveShell] = "-ic",
        [UserEnvProbe.LoginInteractiveShell] = "-lic",
    };

    public async Task RunAsync(Guid id, string start, RunningPlan plan, EnvironmentLog log, CancellationToken stop)
    {
        if (!Flags.TryGetValue(plan.UserEnvProbe, out var flags))
        {
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(Patience);
        try
        {
            var printed = await AskAsync(id, start, plan, flags, deadline.Token);
            if (ProbedVariables.Read(printed, Mark(start)) is not { } variables)
            {
                log.Info(Part, "the shell did not tell its variables; those of its start-up files are left out");
                return;
            }

            await agents.Of(id).SetEnvironmentAsync(
                new EnvironmentRequest(ProbedVariables.Under(variables, plan.RemoteEnv, plan.Variables.GetValueOrDefault("PATH", ""))),
                deadline.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            log.Info(Part, $"the shell's start-up files did not end within {Patience.TotalSeconds} s; their variables are left out");
        }
        catch (Exception exception) when (exception is AgentException or AgentProtocolException or IOException or System.Net.Sockets.SocketException)
        {
            log.Info(Part, $"the shell could not be asked for its variables: {exception.Message}");
        }
    }

    private async Task<byte[]> AskAsync(Guid id, string start, RunningPlan plan, string flags, CancellationToken stop)
    {
        // The shell of /etc/passwd, which the agent puts into SHELL.
        var script = $"exec \"${{SHELL:-/bin/sh}}\" {flags} 'echo -n {Mark(start)}; cat /proc/self/environ; echo -n {Mark(start)}'";
        await using var remote = await agents.Of(id).ExecuteAsync(
            new ExecRequest
            {
                Session = $"{Part}.{start[..8]}",
                Arguments = ["/bin/sh", "-c", script],
                Environment = plan.RemoteEnv.ToDictionary(pair => pair.Key, pair => plan.Variables.GetValueOrDefault(pair.Key)),
                Group = SessionGroup.Interactive,
                DetachTimeoutSeconds = 1,
            },
            new RemoteProcessOptions(),
            stop);
        await remote.StandardInput.DisposeAsync();
        var errors = ProbedVariables.ReadAsync(remote.StandardError, stop);
        var printed = await ProbedVariables.ReadAsync(remote.StandardOutput, stop);
        await errors;
        await remote.WaitAsync(stop);
        return printed;
    }

    private static string Mark(string start) => $"probe-{start}";
}
