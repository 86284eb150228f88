namespace Bothy.Api.Agents.Messages;

/// <summary>The first frame of a connection: one operation and its argument.</summary>
public sealed record AgentRequest
{
    /// <summary>One of <see cref="AgentOperation"/>.</summary>
    public string Operation { get; set; } = "";

    /// <summary>For <see cref="AgentOperation.Execute"/> and <see cref="AgentOperation.Entrypoint"/>.</summary>
    public ExecRequest? Exec { get; set; }

    /// <summary>For <see cref="AgentOperation.Attach"/>; with the operations that create a session, where its output goes on.</summary>
    public AttachRequest? Attach { get; set; }

    public SignalRequest? Signal { get; set; }

    public ResizeRequest? Resize { get; set; }

    /// <summary>For <see cref="AgentOperation.CopyIn"/> and <see cref="AgentOperation.CopyOut"/>.</summary>
    public CopyRequest? Copy { get; set; }

    public PortsRequest? Ports { get; set; }

    public ForwardRequest? Forward { get; set; }

    public EnvironmentRequest? Environment { get; set; }

    public ShutdownRequest? Shutdown { get; set; }
}
