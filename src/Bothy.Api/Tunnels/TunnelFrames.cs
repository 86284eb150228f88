namespace Bothy.Api.Tunnels;

/// <summary>How a tunnel's bytes travel in a WebSocket.</summary>
/// <remarks>
/// A binary message, however fragmented, is bytes; its boundaries mean nothing. The text message <c>eof</c> ends the sender's direction:
/// no binary message follows it, and the other direction goes on until its own <c>eof</c>. A close frame with status 1000 ends both
/// directions. Any other end (another status, or none at all) means that bytes may be missing. Any other text is a protocol error (1002).
/// </remarks>
public static class TunnelFrames
{
    /// <summary>The sender's direction has ended.</summary>
    public static ReadOnlyMemory<byte> EndOfDirection { get; } = "eof"u8.ToArray();
}
