namespace Bothy.Api.Environments;

/// <summary>The development container configuration in force.</summary>
public sealed record DevcontainerStatus
{
    public PartPhase Phase { get; init; }

    /// <summary>Path of the configuration relative to the workspace folder; absent if the repository has none.</summary>
    public string? Path { get; init; }

    public string? Name { get; init; }

    public string? RemoteUser { get; init; }

    /// <summary>Ports the configuration asks to forward.</summary>
    public IReadOnlyList<int>? ForwardPorts { get; init; }

    /// <summary>Members of the configuration that have no effect here, each with the reason.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}
