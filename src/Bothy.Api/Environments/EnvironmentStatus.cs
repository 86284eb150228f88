using Bothy.Api.Resources;

namespace Bothy.Api.Environments;

/// <summary>What an environment is, as its runner last saw it.</summary>
public sealed record EnvironmentStatus
{
    /// <summary>The <c>metadata.generation</c> that this status answers.</summary>
    public long ObservedGeneration { get; init; }

    public EnvironmentPhase Phase { get; set; } = EnvironmentPhase.Creating;

    /// <summary>What is being done right now, in words, as in <c>building the image debian:12</c>; absent when nothing is.</summary>
    public string? Activity { get; init; }

    public MachineStatus Machine { get; set; } = new();

    public ContentStatus Content { get; set; } = new();

    public DevcontainerStatus Devcontainer { get; set; } = new();

    public AutomationsStatus Automations { get; set; } = new();

    public NetworkStatus? Network { get; init; }

    public DiskStatus? Disk { get; init; }

    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>What is wrong now; empty or absent when all is well.</summary>
    public IReadOnlyList<Failure>? Failures { get; init; }
}
