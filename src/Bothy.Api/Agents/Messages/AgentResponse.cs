namespace Bothy.Api.Agents.Messages;

/// <summary>The answer to an <see cref="AgentRequest"/>: <see cref="Error"/>, or the one member that the operation fills.</summary>
public sealed record AgentResponse
{
    /// <summary>Set if, and only if, the operation failed.</summary>
    public AgentError? Error { get; set; }

    public AgentInformation? Information { get; set; }

    /// <summary>Of <c>exec</c>, <c>attach</c>, <c>copyIn</c> and <c>copyOut</c>: the stream follows.</summary>
    public SessionOpened? Opened { get; set; }

    public IReadOnlyList<SessionInformation>? Sessions { get; set; }

    /// <summary>Of <c>ports</c>: all that listen now.</summary>
    public IReadOnlyList<ListeningPort>? Ports { get; set; }

    public AgentActivity? Activity { get; set; }

    public EntrypointState? Entrypoint { get; set; }
}
