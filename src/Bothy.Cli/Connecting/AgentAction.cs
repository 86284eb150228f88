using System.CommandLine;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Connecting;

/// <summary>Binds commands that talk to an environment's agent.</summary>
internal static class AgentAction
{
    /// <summary>As <see cref="CommandAction.Run"/>, with a client of the agent, whose errors are told in words.</summary>
    /// <param name="read">Reads and checks the arguments before anything is sent; names the environment.</param>
    public static void RunWithAgent<TRequest>(
        this Command command,
        CliContext context,
        Func<ParseResult, (string Environment, TRequest Request)> read,
        Func<AgentClient, TRequest, CancellationToken, Task<int>> action) =>
        command.RunConnected(
            context,
            read,
            async (client, asked, token) =>
            {
                try
                {
                    return await action(new AgentClient(new EnvironmentTransport(client, asked.Environment, context.Host.Time)), asked.Request, token);
                }
                catch (AgentException refused)
                {
                    throw new CliException(refused.Message);
                }
                catch (ConnectionLostException lost)
                {
                    throw new CliException($"the connection to {asked.Environment} is lost and did not come back: {lost.Message}", "try again");
                }
            },
            mayInstall: false);
}
