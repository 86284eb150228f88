using Bothy.Api.Environments;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Environments;
using Bothy.Cli.Errors;
using Bothy.Cli.Output;

namespace Bothy.Cli.Up;

/// <summary>The last words of <c>bothy up</c>: how to reach the environment, or what stands in its way.</summary>
internal sealed class UpEnding(CliContext context, CommandHints hints)
{
    private const int LabelColumns = 8;

    /// <param name="took">From the command line to here.</param>
    public int Write(EnvironmentResource environment, Outcome outcome, TimeSpan took)
    {
        var runs = environment.Status is { Phase: EnvironmentPhase.Running, Machine.Phase: PartPhase.Ready };
        context.Screen.Line();
        if (runs)
        {
            context.Screen.Line($"[bold]{Screen.Markup(environment.Metadata.Name)}[/] is [green]running[/] [dim]({Quantity.Duration(took)})[/]");
            context.Screen.Line();
            context.Screen.Lines(Reach(environment));
        }

        context.Screen.Lines(FailureLines.Warnings(environment.Status));
        if (outcome == Outcome.Reached)
        {
            return ExitCode.Success;
        }

        ErrorText.Write(context.Host, runs ? CommandFailed(environment) : NotRunning(environment));
        return ExitCode.Failure;
    }

    /// <summary>What to type to get in, and where its ports are.</summary>
    public IEnumerable<string> Reach(EnvironmentResource environment)
    {
        var name = environment.Metadata.Name;
        yield return Line("shell", hints.Command("shell", name));
        yield return Line("exec", $"{hints.Command("exec", name, "--")} COMMAND");
        foreach (var port in environment.Status.Devcontainer.ForwardPorts ?? [])
        {
            yield return Line("port", $"{hints.Command("port", "forward", name, $"{port}")}   then http://127.0.0.1:{port}");
        }

        if (environment.Status.Content.WorkspaceFolder is { } folder)
        {
            yield return Line("folder", folder);
        }
    }

    private CliException NotRunning(EnvironmentResource environment)
    {
        var name = environment.Metadata.Name;
        var retries = environment.Status.Failures?.Any(failure => failure.RetryAt is not null) == true;
        return new CliException($"{name} is not running", retries
            ? $"it goes on trying; look again: {hints.Command("get", name)}, or delete it: {hints.Command("delete", name, "--yes")}"
            : $"mend that and run the same command again, or delete it: {hints.Command("delete", name, "--yes")}")
        {
            Details = [.. Problems(environment)],
        };
    }

    private CliException CommandFailed(EnvironmentResource environment)
    {
        var name = environment.Metadata.Name;
        return new CliException($"a set-up command of {name} failed; the environment stays up", $"its output: {hints.Command("logs", name)}")
        {
            Details = [.. Problems(environment)],
        };
    }

    private IEnumerable<string> Problems(EnvironmentResource environment)
    {
        var failures = FailureLines.Plain(environment.Status, context.Host.Time.GetUtcNow()).ToList();
        return failures.Count > 0 ? failures : environment.Metadata.DeletedAt is not null ? ["it is being deleted"] : ["it was stopped meanwhile"];
    }

    private static string Line(string label, string text) => $"  [dim]{label.PadRight(LabelColumns)}[/]{Screen.Markup(text)}";
}
