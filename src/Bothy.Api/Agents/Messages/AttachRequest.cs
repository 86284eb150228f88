namespace Bothy.Api.Agents.Messages;

/// <summary>Where a client takes up a session's streams.</summary>
public sealed record AttachRequest
{
    /// <summary>The session's id; not needed beside an <see cref="ExecRequest"/>.</summary>
    public string? Session { get; set; }

    /// <summary>Bytes of standard output that the client has. Left out: from the oldest that the agent still has.</summary>
    public long? OutputOffset { get; set; }

    /// <summary>Bytes of standard error that the client has. Left out: from the oldest that the agent still has.</summary>
    public long? ErrorOffset { get; set; }

    /// <summary>Bytes of each output stream that the agent may send beyond what was acknowledged: 4096 or more.</summary>
    public int? Window { get; set; }
}
