using System.CommandLine;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Client;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Errors;
using Bothy.Cli.Remotes;
using Bothy.Cli.Terminals;

namespace Bothy.Cli.Exec;

/// <summary><c>bothy exec</c></summary>
internal static class ExecCommand
{
    public const string Name = "exec";

    /// <summary>Most commands end sooner, and need nothing of the user's.</summary>
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromMilliseconds(150);

    public static Command Create(CliContext context)
    {
        var options = new ExecOptions();
        var command = new Command(Name, "Run a command in an environment");
        options.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            var connector = context.Connector(parsed);
            try
            {
                var request = options.Read(parsed, context.Host);
                var access = options.Access(parsed, context.Host);
                using var client = await connector.OpenAsync(mayInstall: false, token);
                await using var remote = GitAccessOption.Begin(context.Host, client, options.Name(parsed), access, TimeToAnswer);
                return await RunAsync(context, client, options.Name(parsed), request, options.TakesInput(parsed), token);
            }
            catch (AgentException refused)
            {
                throw new CliException(refused.Message, exitCode: ExitCode.ExecFailed);
            }
            catch (CliException error) when (error.ExitCode == ExitCode.Failure)
            {
                throw new CliException(error.Message, error.Remedy, ExitCode.ExecFailed) { Details = error.Details };
            }
            catch (Exception error) when (connector.Explain(error) is { } explained)
            {
                throw new CliException(explained.Message, explained.Remedy, ExitCode.ExecFailed);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext context, BothyClient client, string name, ExecRequest request, bool takesInput, CancellationToken cancellationToken)
    {
        var agent = new AgentClient(new EnvironmentTransport(client, name, context.Host.Time));
        if (request.Terminal is not null)
        {
            var ending = await new TerminalSession(context.Host).RunAsync(
                options => agent.ExecuteAsync(request, options, cancellationToken), name, cancellationToken);
            return ending.ExitCode;
        }

        return await new PipedProcess(context.Host).RunAsync(agent, request, takesInput, cancellationToken);
    }
}
