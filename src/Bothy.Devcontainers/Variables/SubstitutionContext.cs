namespace Bothy.Devcontainers.Variables;

/// <summary>What the variables of a configuration stand for before a container exists.</summary>
internal sealed record SubstitutionContext
{
    /// <summary><c>${localWorkspaceFolder}</c>.</summary>
    public required string LocalWorkspaceFolder { get; init; }

    /// <summary><c>${containerWorkspaceFolder}</c>; may itself hold other variables.</summary>
    public required string ContainerWorkspaceFolder { get; init; }

    /// <summary><c>${devcontainerId}</c>; null leaves the variable as it is.</summary>
    public string? DevcontainerId { get; init; }

    /// <summary><c>${localEnv:NAME}</c>.</summary>
    public IReadOnlyDictionary<string, string> LocalEnvironment { get; init; } = new Dictionary<string, string>();
}
