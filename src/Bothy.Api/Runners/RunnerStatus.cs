using Bothy.Api.Resources;

namespace Bothy.Api.Runners;

/// <summary>What a runner's host is.</summary>
public sealed record RunnerStatus
{
    public long ObservedGeneration { get; init; }

    public string? Version { get; init; }

    public string? Kernel { get; init; }

    public string? OperatingSystem { get; init; }

    /// <summary>Thousandths of a core the host has.</summary>
    public int CpuMillis { get; init; }

    public long MemoryBytes { get; init; }

    public long DiskBytes { get; init; }

    /// <summary>What the runner checked of its host, one condition a check, with the remedy in the message.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
