using System.CommandLine;
using Bothy.Api.Client;
using Bothy.Cli.Errors;

namespace Bothy.Cli.CommandLine;

/// <summary>Binds what commands do to the command line.</summary>
internal static class CommandAction
{
    /// <summary>Runs <paramref name="action"/>; SIGINT and SIGTERM cancel it.</summary>
    public static void Run(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            return await interruption.RunAsync(token => action(parsed, token));
        });

    /// <summary>As <see cref="Run"/>, with a client of the chosen server, whose errors are told in words.</summary>
    public static void RunConnected(this Command command, CliContext context, Func<BothyClient, ParseResult, CancellationToken, Task<int>> action) =>
        command.RunConnected(context, parsed => parsed, action, mayInstall: false);

    /// <param name="read">Reads and checks the arguments before anything is started or sent.</param>
    /// <param name="mayInstall">Whether the command starts Bothy on a host where it never ran.</param>
    public static void RunConnected<TRequest>(
        this Command command,
        CliContext context,
        Func<ParseResult, TRequest> read,
        Func<BothyClient, TRequest, CancellationToken, Task<int>> action,
        bool mayInstall) =>
        command.Run(async (parsed, token) =>
        {
            var connector = context.Connector(parsed);
            var request = read(parsed);
            try
            {
                using var client = await connector.OpenAsync(mayInstall, token);
                return await action(client, request, token);
            }
            catch (Exception error) when (connector.Explain(error) is { } explained)
            {
                throw explained;
            }
        });
}
