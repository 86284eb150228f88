namespace Bothy.Api.Environments;

/// <summary>What an environment should be.</summary>
public sealed record EnvironmentSpec
{
    /// <summary>Where the control loops take it.</summary>
    public DesiredPhase DesiredPhase { get; set; } = DesiredPhase.Running;

    /// <summary>Name of an <c>EnvironmentClass</c>.</summary>
    public string Class { get; set; } = "default";

    /// <summary>Name of the runner it is placed on. Left out, the server chooses one; set once, it does not change.</summary>
    public string? Runner { get; init; }

    public ContentSpec Content { get; set; } = new();

    public DevcontainerSpec Devcontainer { get; set; } = new();

    public NetworkSpec Network { get; set; } = new();

    /// <summary>Counts the restarts asked for; a runner restarts the machine when it exceeds <c>status.machine.restarts</c>.</summary>
    public int Restarts { get; init; }
}
