namespace Bothy.Api.Agents.Wire;

/// <summary>The peer broke the agent protocol. The connection cannot go on, and trying again will not help.</summary>
public sealed class AgentProtocolException(string message) : Exception(message);
