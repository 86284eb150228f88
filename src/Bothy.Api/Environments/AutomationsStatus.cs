namespace Bothy.Api.Environments;

/// <summary>The lifecycle commands.</summary>
public sealed record AutomationsStatus
{
    public PartPhase Phase { get; init; }

    public IReadOnlyList<CommandStatus>? Commands { get; init; }
}
