using Bothy.Devcontainers.Diagnostics;

namespace Bothy.Devcontainers.Files;

/// <summary>A path, a failure, or neither: the repository has no configuration.</summary>
internal sealed record SearchResult
{
    public string? Path { get; init; }

    public string? Warning { get; init; }

    public DevcontainerFailure? Failure { get; init; }
}
