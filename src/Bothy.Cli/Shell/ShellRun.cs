using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;
using Bothy.Cli.Connecting;
using Bothy.Cli.Hosting;
using Bothy.Cli.Output;
using Bothy.Cli.Terminals;

namespace Bothy.Cli.Shell;

/// <summary>One visit to a shell: it may begin before the visit and go on after it.</summary>
internal sealed class ShellRun(CliHost host, AgentClient agent, CommandHints hints, ShellRequest request)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var id = request.Attach
            ? await ShellSessions.FindLeftAsync(agent, request.Environment, cancellationToken)
            : ShellSessions.Id(request.Session);
        var ending = await new TerminalSession(host).RunAsync(
            options => request.Attach
                ? agent.AttachAsync(id, options, cancellationToken)
                : agent.ExecuteAsync(Execution(id), options, cancellationToken),
            request.Environment,
            cancellationToken);
        if (ending.Left)
        {
            host.Error.WriteLine();
            host.Error.WriteLine($"bothy: you left the shell; it goes on for a day without you");
            host.Error.WriteLine($"→ back to it: {Printable.Line(hints.Command("shell", request.Environment, "--session", ShellSessions.Name(id)))}");
        }

        return ending.ExitCode;
    }

    private ExecRequest Execution(string id) => new()
    {
        Session = id,
        Login = true,
        User = request.User,
        WorkingDirectory = request.Directory,
        Environment = TerminalVariables.With(host, null),
        Terminal = TerminalSession.SizeNow(),
    };
}
