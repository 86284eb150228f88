namespace Bothy.Api.Agents.Messages;

/// <summary>Why an operation failed.</summary>
/// <param name="Reason">One of <see cref="AgentReason"/>; a newer agent may know others.</param>
/// <param name="Message">What happened, to what, and what to do, for people.</param>
public sealed record AgentError(string Reason, string Message);
