using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Tunnels;

namespace Bothy.Api.Tests.Client;

/// <summary>The client against servers that are late, gone or not Bothy's. Against the real one it is tested with the server.</summary>
public sealed class BothyClientTests
{
    private const string Version = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"version\":\"1\"}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ServerComesLate_WaitsForIt()
    {
        var port = FreePort();
        using var client = Connect(port, patience: 30);
        var asking = client.GetVersionAsync(Cancellation);
        await Task.Delay(50, Cancellation);

        await using var server = ScriptedServer.Start(port, _ => Version);

        (await asking.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Version.ShouldBe("1");
    }

    [Fact]
    public async Task Send_NoServer_GivesUpAndSaysSo()
    {
        using var client = Connect(FreePort(), patience: 0.2);
        var started = Stopwatch.GetTimestamp();

        await Should.ThrowAsync<HttpRequestException>(() => client.GetVersionAsync(Cancellation));

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")]
    public async Task Send_SomethingElseAnswers_IsNoAnswer(string answer)
    {
        await using var server = ScriptedServer.Start(0, _ => answer);
        using var client = Connect(server.Port, patience: 0);

        await Should.ThrowAsync<HttpRequestException>(() => client.GetVersionAsync(Cancellation));
    }

    [Fact]
    public async Task Send_ErrorWithoutProblem_StillTellsTheStatus()
    {
        await using var server = ScriptedServer.Start(0, _ => "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno");
        using var client = Connect(server.Port, patience: 0);

        var refused = await Should.ThrowAsync<ApiException>(() => client.GetVersionAsync(Cancellation));

        refused.Status.ShouldBe(HttpStatusCode.BadGateway);
        refused.Message.ShouldContain("502");
    }

    [Fact]
    public async Task Send_WriteThatMayHaveArrived_IsNotRepeated()
    {
        var requests = 0;
        await using var server = ScriptedServer.Start(0, _ =>
        {
            Interlocked.Increment(ref requests);
            return "";
        });
        using var client = Connect(server.Port, patience: 5);
        var environment = new EnvironmentResource { Kind = EnvironmentResource.KindName, Metadata = new() { Name = "work" } };

        await Should.ThrowAsync<HttpRequestException>(() => client.Environments.CreateAsync(environment, Cancellation));

        requests.ShouldBe(1);
    }

    [Fact]
    public async Task Send_ReadThatBroke_IsRepeated()
    {
        var requests = 0;
        await using var server = ScriptedServer.Start(0, _ => Interlocked.Increment(ref requests) < 3 ? "" : Version);
        using var client = Connect(server.Port, patience: 30);

        (await client.GetVersionAsync(Cancellation)).Version.ShouldBe("1");
    }

    [Fact]
    public async Task Send_Request_HasTokenAndRevision()
    {
        var request = "";
        await using var server = ScriptedServer.Start(0, received =>
        {
            request = received;
            return "HTTP/1.1 200 OK\r\nContent-Length: 49\r\n\r\n{\"kind\":\"Environment\",\"metadata\":{\"name\":\"work\"}}";
        });
        using var client = Connect(server.Port, patience: 0);

        await client.Environments.DeleteAsync("a/b", 42, Cancellation);

        request.ShouldStartWith("DELETE /api/v1/environments/a%2Fb HTTP/1.1");
        request.ShouldContain("Authorization: Bearer t0ken");
        request.ShouldContain("If-Match: \"42\"");
    }

    [Fact]
    public async Task Tunnels_ServerFallsSilentOrTalksNonsense_AreAcceptedOverANewLink()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var client = new BothyClient(
            new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), "t0ken", new BothyClientOptions { LinkSilence = TimeSpan.FromSeconds(2) });
        var accepting = client.Tunnels.AcceptAsync("host", stop.Token).FirstAsync(stop.Token).AsTask();

        using var silent = await AcceptLinkAsync(listener);
        using var nonsense = await AcceptLinkAsync(listener);
        await SendTextAsync(nonsense, "{");
        using var working = await AcceptLinkAsync(listener);
        await SendTextAsync(working, $$"""{"tunnel":"{{Guid.NewGuid()}}","environment":"{{Guid.NewGuid()}}","target":"log"}""");

        (await accepting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Target.ShouldBe(TunnelTarget.Log);
        await stop.CancelAsync();
    }

    /// <summary>Takes a connection and answers its handshake (RFC 6455, section 4.2.2).</summary>
    private static async Task<Socket> AcceptLinkAsync(TcpListener listener)
    {
        var socket = await listener.AcceptSocketAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        var buffer = new byte[8192];
        var request = Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancellation));
        var key = request.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
#pragma warning disable CA5350 // The protocol prescribes SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"), Cancellation);
        return socket;
    }

    /// <summary>One text frame of a server: not masked, of at most 65,535 bytes.</summary>
    private static async Task SendTextAsync(Socket socket, string text) =>
        await socket.SendAsync((byte[])[0x81, 126, (byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)], Cancellation);

    private static BothyClient Connect(int port, double patience) =>
        new(new Uri($"http://127.0.0.1:{port}"), "t0ken", new BothyClientOptions { ConnectPatience = TimeSpan.FromSeconds(patience) });

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Answers each connection's first request with a text, and closes.</summary>
    private sealed class ScriptedServer : IAsyncDisposable
    {
        private readonly TcpListener _listener;
        private readonly Task _serving;

        private ScriptedServer(TcpListener listener, Func<string, string> answer)
        {
            _listener = listener;
            _serving = Task.Run(async () =>
            {
                while (true)
                {
                    using var connection = await listener.AcceptTcpClientAsync();
                    var buffer = new byte[8192];
                    var length = await connection.GetStream().ReadAsync(buffer);
                    await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer(Encoding.ASCII.GetString(buffer, 0, length))));
                    connection.Client.Shutdown(SocketShutdown.Send);
                }
            });
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public static ScriptedServer Start(int port, Func<string, string> answer)
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return new ScriptedServer(listener, answer);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await Task.WhenAny(_serving);
        }
    }
}
