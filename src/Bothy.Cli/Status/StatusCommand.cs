using System.CommandLine;
using System.Text.Json;
using Bothy.Api.Client;
using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Daemons;
using Bothy.Cli.Output;
using Bothy.Cli.Versions;

namespace Bothy.Cli.Status;

/// <summary><c>bothy status</c>: changes nothing and starts nothing.</summary>
internal static class StatusCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("status", "Say how Bothy is doing on this host: processes, checks, what is missing and how to mend it");
        command.Run(async (parsed, token) =>
        {
            var choice = context.Choice(parsed);
            context.Screen.Line($"[bold]bothy[/] {BothyVersion.Text}");
            var missing = choice.Remote is null && await WriteChecksAsync(context, choice.DataDirectory, token);
            var answers = await WriteServerAsync(context, choice, context.Connector(parsed), token);
            return missing || !answers ? ExitCode.Failure : ExitCode.Success;
        });
        return command;
    }

    /// <returns>True if something is missing.</returns>
    private static async Task<bool> WriteChecksAsync(CliContext context, string dataDirectory, CancellationToken cancellationToken)
    {
        var answer = await new DaemonProgram(context.Host).AskAsync(["check", "--json", "--data", dataDirectory], cancellationToken);
        var checks = JsonSerializer.Deserialize(answer, HostCheckJson.Default.IReadOnlyListHostCheck) ?? [];
        context.Screen.Line();
        context.Screen.Lines(CheckLines.Of(checks));
        return checks.Any(check => check.State == "missing");
    }

    /// <returns>True if the server answers.</returns>
    private static async Task<bool> WriteServerAsync(CliContext context, ServerChoice choice, Connector connector, CancellationToken cancellationToken)
    {
        context.Screen.Line();
        var place = choice.Remote is { } remote ? remote.Url.ToString() : $"this host, data in {choice.DataDirectory}";
        try
        {
            using var client = connector.OpenExisting();
            if (client is null)
            {
                context.Screen.Line($"[yellow]![/] server: not started yet ({Screen.Markup(place)})");
                return false;
            }

            var version = await client.GetVersionAsync(cancellationToken);
            context.Screen.Line($"[green]✔[/] server: {Screen.Markup(version.Version)} answers ({Screen.Markup(place)})");
            var runners = await client.Runners.ListAsync(Selection.All, cancellationToken);
            var environments = await client.Environments.ListAsync(Selection.All, cancellationToken);
            foreach (var runner in runners.Items)
            {
                WriteRunner(context, runner, environments.Items.Count(environment => environment.Spec.Runner == runner.Metadata.Name));
            }

            return true;
        }
        catch (Exception error) when (connector.Explain(error) is { } explained)
        {
            context.Screen.Line($"[red]✘[/] server: {Screen.Markup(explained.Message)}");
            context.Screen.Line($"  → {Screen.Markup(explained.Remedy)}");
            return false;
        }
    }

    private static void WriteRunner(CliContext context, RunnerResource runner, int environments)
    {
        var ready = runner.Status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        var mark = ready?.Status == ConditionStatus.True ? "[green]✔[/]" : "[red]✘[/]";
        var reason = ready is { Status: not ConditionStatus.True, Message: { } message } ? $": {message}" : "";
        context.Screen.Line($"{mark} runner: {Screen.Markup(runner.Metadata.Name)}, {environments} environment{(environments == 1 ? "" : "s")}{Screen.Markup(reason)}");
    }
}
