namespace Bothy.Api.Agents.Messages;

/// <summary>When somebody or something was last busy.</summary>
public sealed record AgentActivity
{
    /// <summary>When a client last sent input to a session.</summary>
    public DateTimeOffset? LastInputAt { get; set; }

    /// <summary>When a session last wrote output.</summary>
    public DateTimeOffset? LastOutputAt { get; set; }

    /// <summary>When a session was last started.</summary>
    public DateTimeOffset? LastExecAt { get; set; }

    /// <summary>When a forwarded connection last carried data.</summary>
    public DateTimeOffset? LastForwardAt { get; set; }

    /// <summary>Sessions whose process runs.</summary>
    public int RunningSessions { get; set; }

    /// <summary>Sessions with a client.</summary>
    public int AttachedSessions { get; set; }

    /// <summary>Forwarded connections that are open.</summary>
    public int ForwardedConnections { get; set; }
}
