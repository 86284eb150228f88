namespace Bothy.Api.Client;

/// <summary>One event of a stream.</summary>
/// <param name="Data">Its data; several lines are joined.</param>
internal readonly record struct ServerSentEvent(ReadOnlyMemory<byte> Data);
