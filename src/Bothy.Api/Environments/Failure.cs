namespace Bothy.Api.Environments;

/// <summary>Something that is wrong, in words a developer understands.</summary>
public sealed record Failure
{
    /// <summary>The part that failed: <c>placement</c>, <c>machine</c>, <c>image</c>, <c>disk</c>, <c>network</c>, <c>content</c>, <c>devcontainer</c> or <c>automations</c>.</summary>
    public required string Part { get; init; }

    /// <summary>CamelCase word for programs, as in <c>BranchNotFound</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What happened, to what, and what to do next.</summary>
    public required string Message { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>When the loop tries again; absent if trying again will not help until the spec changes.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
