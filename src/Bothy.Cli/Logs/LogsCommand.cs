using System.CommandLine;
using Bothy.Api.Client;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Documents;
using Bothy.Cli.Output;

namespace Bothy.Cli.Logs;

/// <summary><c>bothy logs</c></summary>
internal static class LogsCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Command Create(CliContext context)
    {
        var name = NameArgument.One();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written from now on, until Ctrl-C" };
        var times = new Option<bool>("--timestamps", "-t") { Description = "Put the time before each line" };
        var output = OutputOption.Create(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("logs", "Show the set-up log of an environment and the output of its lifecycle commands") { name, follow, times, output };
        command.RunConnected(context, async (client, parsed, token) =>
        {
            var environment = await client.Environments.GetAsync(parsed.GetRequiredValue(name), token);
            var id = environment.Metadata.Id.ToString();
            if (parsed.GetValue(output) == OutputFormat.Json)
            {
                await using var raw = await client.OpenLogAsync(id, parsed.GetValue(follow), token);
                await raw.CopyToAsync(context.Host.OutBytes, token);
                return ExitCode.Success;
            }

            var text = new LogText(context.Screen, parsed.GetValue(times));
            if (!parsed.GetValue(follow))
            {
                await foreach (var line in client.ReadLogAsync(id, follow: false, token))
                {
                    text.Write(line);
                }

                return ExitCode.Success;
            }

            await FollowAsync(context, client, id, text, token);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Over as many connections as it takes; each begins at the beginning, so what was shown is left out.</summary>
    private static async Task FollowAsync(CliContext context, BothyClient client, string id, LogText text, CancellationToken cancellationToken)
    {
        var shown = 0L;
        while (true)
        {
            var index = 0L;
            try
            {
                await foreach (var line in client.ReadLogAsync(id, follow: true, cancellationToken))
                {
                    if (++index > shown)
                    {
                        shown = index;
                        text.Write(line);
                    }
                }
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException || broken is ApiException { Problem.Status: >= 500 })
            {
                // The server or the runner restarts.
            }

            await Task.Delay(Pause, context.Host.Time, cancellationToken);
        }
    }
}
