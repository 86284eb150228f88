using Bothy.Api.Agents.Sessions;

namespace Bothy.Agent.Sessions;

/// <summary>What a session was started as.</summary>
internal sealed record SessionDescription
{
    public required string Id { get; init; }

    public required string Command { get; init; }

    public required string User { get; init; }

    public required int ProcessId { get; init; }

    public required bool Terminal { get; init; }

    public required SessionGroup Group { get; init; }

    public required bool DropsOldest { get; init; }

    /// <summary>How long it lives without a client; infinite for what nobody attaches to.</summary>
    public required TimeSpan DetachTimeout { get; init; }

    /// <summary>True for an init system, in a process namespace of its own.</summary>
    public bool IsSystem { get; init; }

    /// <summary>True where its exit status is kept for as long as the agent runs.</summary>
    public required bool IsPermanent { get; init; }
}
