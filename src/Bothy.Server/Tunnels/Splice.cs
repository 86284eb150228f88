using System.Buffers;
using System.Net.WebSockets;
using Bothy.Api.Tunnels;

namespace Bothy.Server.Tunnels;

/// <summary>Passes a tunnel's messages between two WebSockets, each direction at the pace of its slower side. Framing: <see cref="TunnelFrames"/>.</summary>
internal sealed class Splice(WebSocket left, WebSocket right)
{
    private const int BufferSize = 64 * 1024;

    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _bothEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openDirections = 2;

    /// <summary>Returns when both directions have ended, or one side closed or was lost; the other side then hears which.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rightwards = PassAsync(left, right, ending.Token);
        var leftwards = PassAsync(right, left, ending.Token);
        await Task.WhenAny(rightwards, leftwards, _bothEnded.Task).ConfigureAwait(false);

        var regular = !IsLost(rightwards) && !IsLost(leftwards);
        await Task.WhenAll(CloseAsync(left, regular), CloseAsync(right, regular)).ConfigureAwait(false);

        // A side that still talks may see the end first.
        ending.CancelAfter(regular ? ClosePatience : TimeSpan.Zero);
        await Task.WhenAll(rightwards, leftwards).ConfigureAwait(false);
    }

    private static bool IsLost(Task<bool> pass) => pass is { IsCompletedSuccessfully: true, Result: false };

    /// <summary>Passes on until the sender closes. It is listened to beyond the end of its direction: it may be lost while the other still talks.</summary>
    /// <returns>False if one of the two sides was lost.</returns>
    private async Task<bool> PassAsync(WebSocket from, WebSocket to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                var received = await from.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return from.CloseStatus == WebSocketCloseStatus.NormalClosure;
                }

                await to.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, cancellationToken).ConfigureAwait(false);
                if (received is { MessageType: WebSocketMessageType.Text, EndOfMessage: true } && Interlocked.Decrement(ref _openDirections) == 0)
                {
                    _bothEnded.TrySetResult();
                }
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or InvalidOperationException or IOException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CloseAsync(WebSocket socket, bool regular)
    {
        try
        {
            using var patience = new CancellationTokenSource(ClosePatience);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(
                    regular ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.EndpointUnavailable,
                    regular ? null : "the other side of the tunnel was lost",
                    patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // This side is gone too: there is nobody to tell.
        }
    }
}
