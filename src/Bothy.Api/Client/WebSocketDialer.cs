using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Bothy.Api.Problems;

namespace Bothy.Api.Client;

/// <summary>Opens WebSockets (RFC 6455, section 4.1). <see cref="ClientWebSocket"/> drops the body of a refusal, and with it the problem details.</summary>
internal static class WebSocketDialer
{
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <param name="keepAliveTimeout">How long a ping may stay unanswered; only for sockets on which a receive is always pending. Infinite for none.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    public static async Task<WebSocket> DialAsync(
        this ApiConnection connection, string path, TimeSpan keepAliveTimeout, CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        var response = await connection.OpenInTimeAsync(new ApiRequest(HttpMethod.Get, path) { WebSocketKey = key }, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols || !Accepts(response, key))
        {
            response.Dispose();
            throw new ApiException(new Problem { Status = 502, Title = "Not a WebSocket", Detail = $"The server does not speak WebSocket at {path}." });
        }

        // The stream owns the connection: closing it ends the response too.
        var stream = await response.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = false,
            KeepAliveInterval = connection.Options.LinkSilence,
            KeepAliveTimeout = keepAliveTimeout,
        });
    }

    private static bool Accepts(HttpResponseMessage response, string key)
    {
#pragma warning disable CA5350 // The protocol prescribes SHA-1; nothing is kept secret by it.
        var expected = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
        return response.Headers.TryGetValues("Sec-WebSocket-Accept", out var accepts) && accepts.SequenceEqual([expected]);
    }
}
