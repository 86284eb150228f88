namespace Bothy.Api.Environments;

/// <summary>Which development container configuration applies.</summary>
public sealed record DevcontainerSpec
{
    /// <summary>Path of a <c>devcontainer.json</c> relative to the workspace folder; searched as the specification says if left out.</summary>
    public string? Path { get; init; }

    /// <summary>Image that replaces the one the configuration names.</summary>
    public string? Image { get; init; }
}
