using Bothy.Api.Agents.Messages;

namespace Bothy.Api.Agents;

/// <summary>The agent refused an operation, or cannot be reached for good.</summary>
/// <param name="reason">One of <see cref="AgentReason"/>, or one that only a newer agent or a transport knows.</param>
/// <param name="message">What happened, to what, and what to do.</param>
public sealed class AgentException(string reason, string message, Exception? cause = null) : Exception(message, cause)
{
    public AgentException(AgentError error)
        : this(error.Reason, error.Message)
    {
    }

    public string Reason { get; } = reason;
}
