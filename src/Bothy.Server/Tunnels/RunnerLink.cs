using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Bothy.Api.Json;
using Bothy.Api.Tunnels;

namespace Bothy.Server.Tunnels;

/// <summary>A runner's control WebSocket: requests for tunnels go out on it, nothing comes in.</summary>
internal sealed class RunnerLink(WebSocket socket)
{
    private readonly Channel<TunnelRequest> _requests = Channel.CreateBounded<TunnelRequest>(new BoundedChannelOptions(256) { SingleReader = true });

    /// <returns>False if the runner does not keep up or is gone.</returns>
    public bool TrySend(TunnelRequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Takes no more requests; those that wait are not sent.</summary>
    public void Close() => _requests.Writer.TryComplete();

    /// <summary>Serves the link until the runner leaves, another link replaces it, or the server stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(ending.Token);
        var listening = ListenAsync(ending.Token);
        await Task.WhenAny(sending, listening).ConfigureAwait(false);
        Close();
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(sending, listening).ConfigureAwait(false);
        socket.Abort();
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in _requests.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                var message = JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Default.TunnelRequest);
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // The runner left; it dials again.
        }
    }

    /// <summary>Hears when the runner leaves, and keeps pings answered.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var nothing = new byte[128];
        try
        {
            while ((await socket.ReceiveAsync(nothing.AsMemory(), cancellationToken).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
            {
                // A runner says nothing here; what a newer one may say is not for this version.
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The runner left; it dials again.
        }
    }
}
