namespace Bothy.Api.Environments;

/// <summary>One lifecycle command.</summary>
public sealed record CommandStatus
{
    /// <summary>The hook, as in <c>postCreateCommand</c>.</summary>
    public required string Hook { get; init; }

    /// <summary>The command's name where the hook is an object of several.</summary>
    public string? Name { get; init; }

    public PartPhase Phase { get; init; }

    public int? ExitCode { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}
