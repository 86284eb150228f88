namespace Bothy.Devcontainers.Diagnostics;

/// <summary>A configuration that cannot be used. Trying again does not help until the repository or the spec changes.</summary>
public sealed record DevcontainerFailure
{
    public required DevcontainerFailureReason Reason { get; init; }

    /// <summary>What happened, to which file, and what to do next; several lines if there are several problems.</summary>
    public required string Message { get; init; }

    /// <summary>Each problem by itself; empty unless the reason is that the file's content is wrong.</summary>
    public IReadOnlyList<DevcontainerProblem> Problems { get; init; } = [];
}
