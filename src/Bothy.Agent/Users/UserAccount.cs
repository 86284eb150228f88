namespace Bothy.Agent.Users;

/// <summary>Who a process runs as.</summary>
internal sealed record UserAccount
{
    public required string Name { get; init; }

    public required uint UserId { get; init; }

    public required uint GroupId { get; init; }

    /// <summary>Supplementary groups, the primary one first.</summary>
    public required IReadOnlyList<uint> Groups { get; init; }

    public required string Home { get; init; }

    /// <summary>The login shell; empty where the user database names none.</summary>
    public required string Shell { get; init; }

    /// <summary>True where <c>/etc/passwd</c> knows the user.</summary>
    public required bool IsKnown { get; init; }
}
