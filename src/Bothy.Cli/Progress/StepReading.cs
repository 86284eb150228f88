using Bothy.Api.Environments;
using Bothy.Cli.Content;
using Bothy.Cli.Output;

namespace Bothy.Cli.Progress;

/// <summary>Reads the steps out of an environment's status, in the order in which they happen.</summary>
internal static class StepReading
{
    public static IEnumerable<Step> Steps(EnvironmentResource environment)
    {
        var status = environment.Status;
        yield return Part(environment, "content", status.Content.Phase, Content(environment), RequestedContent.Describe(environment.Spec.Content));
        yield return Part(environment, "devcontainer", status.Devcontainer.Phase, Devcontainer(status.Devcontainer), "");
        yield return Part(environment, "machine", status.Machine.Phase, Machine(status.Machine), EnvironmentSummary(environment));
        foreach (var command in status.Automations.Commands ?? [])
        {
            yield return Command(command);
        }
    }

    private static Step Part(EnvironmentResource environment, string name, PartPhase phase, string result, string plan)
    {
        var failure = environment.Status.Failures?.FirstOrDefault(failure => Concerns(failure.Part, name));
        var state = phase switch
        {
            _ when failure is { RetryAt: null } => StepState.Failed,
            PartPhase.Ready => StepState.Done,
            PartPhase.Failed => StepState.Failed,
            PartPhase.Progressing => StepState.Active,
            _ when failure is not null => StepState.Active,
            _ => StepState.Waiting,
        };
        var detail = state switch
        {
            StepState.Done => result,
            StepState.Active => failure?.Message ?? environment.Status.Activity ?? plan,
            StepState.Failed => failure?.Message ?? plan,
            _ => "",
        };
        return new Step(name, state, Printable.Line(detail), null);
    }

    /// <summary>Image, disk and network are parts of the machine to somebody who waits for it.</summary>
    private static bool Concerns(string part, string step) =>
        part == step || (step == "machine" && part is "image" or "disk" or "network" or "placement");

    private static Step Command(CommandStatus command)
    {
        var name = command.Name is null ? command.Hook : $"{command.Hook}.{command.Name}";
        var (state, detail) = command.Phase switch
        {
            PartPhase.Ready => (StepState.Done, ""),
            PartPhase.Failed => (StepState.Failed, command.ExitCode is { } code ? $"exit code {code}" : "could not be run"),
            PartPhase.Progressing => (StepState.Active, ""),
            _ => (StepState.Waiting, ""),
        };
        var duration = command is { StartedAt: { } started, FinishedAt: { } finished } ? finished - started : (TimeSpan?)null;
        return new Step(Printable.Line(name), state, detail, duration);
    }

    private static string Content(EnvironmentResource environment) => environment switch
    {
        { Spec.Content.Directory: { } directory } => $"{directory.Path} mounted in place",
        { Status.Content: { Commit: { } commit, Branch: { } branch } } => $"{branch} at {commit[..Math.Min(7, commit.Length)]}",
        { Status.Content.Commit: { } commit } => $"at {commit[..Math.Min(7, commit.Length)]}",
        _ => RequestedContent.Describe(environment.Spec.Content),
    };

    private static string Devcontainer(DevcontainerStatus status) => status.Path ?? "none in the repository: the default image";

    private static string Machine(MachineStatus status) => status.ImageSource is null ? $"{status.Image}" : $"{status.Image} ({status.ImageSource})";

    private static string EnvironmentSummary(EnvironmentResource environment) => Environments.EnvironmentSummary.Image(environment);
}
