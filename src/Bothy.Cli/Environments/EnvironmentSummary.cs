using Bothy.Api.Environments;
using Bothy.Cli.Output;

namespace Bothy.Cli.Environments;

/// <summary>What people want to know of an environment at a glance.</summary>
internal static class EnvironmentSummary
{
    public static Cell Phase(EnvironmentResource environment) => new(Word(environment.Status.Phase), environment.Status switch
    {
        { Failures.Count: > 0 } => "red",
        { Phase: EnvironmentPhase.Running } => "green",
        { Phase: EnvironmentPhase.Stopped } => "grey",
        _ => "yellow",
    });

    /// <summary>What is wrong, else what is being done, else nothing.</summary>
    public static Cell Doing(EnvironmentResource environment) => environment.Status.Failures switch
    {
        [var only] => new(only.Message, "red"),
        [var first, ..] failures => new($"{first.Message} (and {failures.Count - 1} more)", "red"),
        _ => new(environment.Status.Activity ?? ""),
    };

    public static string Image(EnvironmentResource environment) =>
        environment.Status.Machine.Image ?? environment.Spec.Devcontainer.Image ?? "";

    public static string Ports(EnvironmentResource environment) =>
        string.Join(",", environment.Status.Devcontainer.ForwardPorts ?? []);

    /// <summary>The API's word for a phase.</summary>
    public static string Word(EnvironmentPhase phase) => phase.ToString().ToLowerInvariant();

    /// <inheritdoc cref="Word(EnvironmentPhase)"/>
    public static string Word(PartPhase phase) => phase.ToString().ToLowerInvariant();
}
