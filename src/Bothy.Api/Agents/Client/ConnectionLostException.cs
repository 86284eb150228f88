namespace Bothy.Api.Agents.Client;

/// <summary>The agent could not be reached again in time. The session may still run.</summary>
public sealed class ConnectionLostException(string message, Exception cause) : IOException(message, cause);
