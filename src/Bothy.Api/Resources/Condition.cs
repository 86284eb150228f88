namespace Bothy.Api.Resources;

/// <summary>One observed truth about a resource, in the form that controllers and people both read.</summary>
public sealed record Condition
{
    /// <summary>CamelCase noun, as in <c>Ready</c>.</summary>
    public required string Type { get; init; }

    public required ConditionStatus Status { get; init; }

    /// <summary>CamelCase word for programs.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset LastTransitionAt { get; init; }
}
