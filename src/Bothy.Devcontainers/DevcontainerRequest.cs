namespace Bothy.Devcontainers;

/// <summary>Which configuration to read, and for whom.</summary>
public sealed record DevcontainerRequest
{
    /// <summary>Path of the configuration relative to the repository's root; null searches as the specification says.</summary>
    public string? Path { get; init; }

    /// <summary>Image that replaces what the configuration says about images, Dockerfiles and Compose; null replaces nothing.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// <c>${localWorkspaceFolder}</c>, whose last segment names the repository: the absolute path of a local directory that is mounted in place;
    /// for a clone, which lies on no user's machine, <see cref="DevcontainerDefaults.WorkspaceFolder"/> of the repository's name.
    /// </summary>
    public required string LocalWorkspaceFolder { get; init; }

    /// <summary><c>${devcontainerId}</c>: see <see cref="Variables.DevcontainerId"/>. Null leaves the variable as it is.</summary>
    public string? DevcontainerId { get; init; }

    /// <summary>
    /// Values of <c>${localEnv:…}</c>. Empty by default, so that defaults apply and nothing of the environment of a server or a user is given away to a repository.
    /// </summary>
    public IReadOnlyDictionary<string, string> LocalEnvironment { get; init; } = new Dictionary<string, string>();
}
