namespace Bothy.Agent.Connections;

/// <summary>An operation that cannot be done; the client is told.</summary>
/// <param name="reason">One of <see cref="Api.Agents.Messages.AgentReason"/>.</param>
/// <param name="message">What happened, to what, and what to do.</param>
internal sealed class OperationFailedException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
