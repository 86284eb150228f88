namespace Bothy.Api.Agents.Messages;

/// <summary>Ends every process and then the agent.</summary>
public sealed record ShutdownRequest
{
    /// <summary>Seconds between SIGTERM and SIGKILL, 0 to 600. Left out: 10.</summary>
    public double? GraceSeconds { get; set; }
}
