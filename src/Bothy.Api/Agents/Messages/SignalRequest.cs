namespace Bothy.Api.Agents.Messages;

/// <summary>A signal for a session's process group.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Signal">1 to 64.</param>
public sealed record SignalRequest(string Session, int Signal);
