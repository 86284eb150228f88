using Bothy.Api.Agents.Sessions;

namespace Bothy.Api.Agents.Messages;

/// <summary>A new size for a session's terminal.</summary>
public sealed record ResizeRequest(string Session, TerminalSize Size);
