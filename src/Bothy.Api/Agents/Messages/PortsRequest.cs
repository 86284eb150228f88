namespace Bothy.Api.Agents.Messages;

/// <summary>How to list the listening ports.</summary>
/// <param name="Watch">The connection stays open, and an <c>Event</c> frame follows each change, at most one a second.</param>
public sealed record PortsRequest(bool Watch);
