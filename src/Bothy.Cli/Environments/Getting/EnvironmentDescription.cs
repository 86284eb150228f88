using Bothy.Api.Environments;
using Bothy.Cli.Content;
using Bothy.Cli.Output;

namespace Bothy.Cli.Environments.Getting;

/// <summary>What <c>bothy get NAME</c> says: everything that matters about one environment, for a person.</summary>
internal static class EnvironmentDescription
{
    private const int LabelColumns = 14;

    /// <returns>Lines of markup.</returns>
    public static IEnumerable<string> Lines(EnvironmentResource environment, DateTimeOffset now)
    {
        var status = environment.Status;
        var phase = EnvironmentSummary.Phase(environment);
        yield return $"[bold]{Screen.Markup(environment.Metadata.Name)}[/] is {phase.Markup}{Activity(status)}";
        yield return "";
        yield return Line("content", RequestedContent.Describe(environment.Spec.Content));
        if (status.Content.WorkspaceFolder is { } folder)
        {
            yield return Line("", $"{folder}{Checkout(status.Content)}{(status.Content.Protected ? "" : ", your own directory: not part of snapshots")}");
        }

        yield return Line("image", Image(environment));
        yield return Line("machine", Machine(status.Machine, now));
        yield return Line("devcontainer", Devcontainer(status.Devcontainer));
        foreach (var line in Commands(status.Automations))
        {
            yield return line;
        }

        if (EnvironmentSummary.Ports(environment) is { Length: > 0 } ports)
        {
            yield return Line("ports", ports.Replace(",", ", ", StringComparison.Ordinal));
        }

        if (status.Disk is { } disk)
        {
            yield return Line("disk", $"{Quantity.Size(disk.UsedBytes)} of {Quantity.Size(disk.LimitBytes)} used");
        }

        yield return Line("placement", $"class {environment.Spec.Class}, runner {environment.Spec.Runner ?? "not chosen yet"}");
        yield return Line("created", $"{environment.Metadata.CreatedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss}, {Quantity.Age(now - environment.Metadata.CreatedAt)} ago");
        yield return Line("id", $"{environment.Metadata.Id}, revision {environment.Metadata.Revision}");
        foreach (var line in FailureLines.Of(environment.Status, now).Concat(FailureLines.Warnings(environment.Status)))
        {
            yield return line;
        }
    }

    private static string Line(string label, string text) => $"  [dim]{label.PadRight(LabelColumns)}[/]{Screen.Markup(text)}";

    private static string Activity(EnvironmentStatus status) => status.Activity is null ? "" : $": {Screen.Markup(status.Activity)}";

    private static string Checkout(ContentStatus content) => content switch
    {
        { Commit: { } commit, Branch: { } branch } => $", made from {branch} at {commit[..Math.Min(7, commit.Length)]}",
        { Commit: { } commit } => $", made from {commit[..Math.Min(7, commit.Length)]}",
        _ => "",
    };

    private static string Image(EnvironmentResource environment)
    {
        var image = EnvironmentSummary.Image(environment);
        var source = environment.Status.Machine.ImageSource is { } from ? $", from {from}" : "";
        return image.Length == 0 ? "not known yet" : image + source;
    }

    private static string Machine(MachineStatus machine, DateTimeOffset now)
    {
        var address = machine.Address is null ? "" : $", address {machine.Address}";
        return machine switch
        {
            { Phase: PartPhase.Ready, StartedAt: { } started } => $"up {Quantity.Age(now - started)}{address}",
            { Exit: { } exit } => $"{EnvironmentSummary.Word(machine.Phase)}; its first process ended: {exit}",
            _ => $"{EnvironmentSummary.Word(machine.Phase)}{address}",
        };
    }

    private static string Devcontainer(DevcontainerStatus status)
    {
        var user = status.RemoteUser is null ? "" : $", user {status.RemoteUser}";
        var name = status.Name is null ? "" : $" ({status.Name})";
        return status.Phase == PartPhase.Ready || status.Path is not null
            ? $"{status.Path ?? "none in the repository: the defaults"}{name}{user}"
            : EnvironmentSummary.Word(status.Phase);
    }

    private static IEnumerable<string> Commands(AutomationsStatus automations)
    {
        var label = "commands";
        foreach (var command in automations.Commands ?? [])
        {
            var name = command.Name is null ? command.Hook : $"{command.Hook}.{command.Name}";
            var took = command is { StartedAt: { } started, FinishedAt: { } finished } ? $" in {Quantity.Duration(finished - started)}" : "";
            yield return Line(label, $"{name}: {Outcome(command)}{took}");
            label = "";
        }
    }

    private static string Outcome(CommandStatus command) => command.Phase switch
    {
        PartPhase.Ready => "done",
        PartPhase.Progressing => "running",
        PartPhase.Failed => command.ExitCode is { } code ? $"failed with exit code {code}" : "could not be run",
        _ => "not yet",
    };
}
