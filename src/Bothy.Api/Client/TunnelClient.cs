using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bothy.Api.Json;
using Bothy.Api.Tunnels;

namespace Bothy.Api.Client;

/// <summary>The runner's side of tunnels: it hears of requests over one control WebSocket that it dials itself, and dials a WebSocket for each.</summary>
public sealed class TunnelClient
{
    private const int LongestRequest = 64 * 1024;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ApiConnection _connection;

    internal TunnelClient(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// Yields the requests for tunnels until cancelled, over as many connections as it takes. Answer each without delay by
    /// <see cref="OpenAsync"/> or <see cref="RefuseAsync"/>, beside the loop: whoever asked waits at most 10 s.
    /// </summary>
    /// <exception cref="ApiException">The server refuses the runner: it is not registered (404), or the token is wrong (401).</exception>
    public async IAsyncEnumerable<TunnelRequest> AcceptAsync(string runner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pause = TimeSpan.Zero;
        while (true)
        {
            using (var socket = await ConnectAsync(runner, cancellationToken).ConfigureAwait(false))
            {
                while (socket is not null && await NextAsync(socket, cancellationToken).ConfigureAwait(false) is { } request)
                {
                    pause = TimeSpan.Zero;
                    yield return request;
                }
            }

            await Task.Delay(pause, _connection.Options.Time, cancellationToken).ConfigureAwait(false);
            pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(25) : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Dials the tunnel that a request asks for; the other end is whoever asked.</summary>
    /// <exception cref="ApiException">Nobody waits for the tunnel any more (404).</exception>
    public async Task<TunnelStream> OpenAsync(string runner, TunnelRequest request, CancellationToken cancellationToken) =>
        new(await _connection.DialAsync(Tunnel(runner, request), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false));

    /// <summary>Says why a tunnel cannot be opened.</summary>
    /// <exception cref="ApiException">Nobody waits for the tunnel any more (404).</exception>
    public Task RefuseAsync(string runner, TunnelRequest request, TunnelRefusal refusal, CancellationToken cancellationToken) =>
        _connection.SendAsync(
            new ApiRequest(HttpMethod.Post, Tunnel(runner, request) + "/refusal")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(refusal, ApiJson.Default.TunnelRefusal),
            },
            cancellationToken);

    private static string Tunnel(string runner, TunnelRequest request) => $"runners/{Uri.EscapeDataString(runner)}/tunnels/{request.Tunnel}";

    private async Task<WebSocket?> ConnectAsync(string runner, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.DialAsync($"runners/{Uri.EscapeDataString(runner)}/tunnels", _connection.Options.LinkSilence, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (ApiException busy) when (busy.Problem.Status >= 500)
        {
            return null;
        }
    }

    /// <summary>Null when this connection is of no more use.</summary>
    private static async ValueTask<TunnelRequest?> NextAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(1024);
        try
        {
            while (message.WrittenCount < LongestRequest)
            {
                var received = await socket.ReceiveAsync(message.GetMemory(1024), cancellationToken).ConfigureAwait(false);
                message.Advance(received.Count);
                if (received.MessageType != WebSocketMessageType.Text)
                {
                    return null;
                }

                if (received.EndOfMessage)
                {
                    return JsonSerializer.Deserialize(message.WrittenSpan, ApiJson.Default.TunnelRequest);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The connection is lost, also where it was given up because the server does not answer; the next one brings what is asked from now on.
        }

        return null;
    }
}
