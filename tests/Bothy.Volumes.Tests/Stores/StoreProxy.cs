using System.Net;
using System.Net.Sockets;

namespace Bothy.Volumes.Tests.Stores;

/// <summary>Stands between a store's server and those who use it, and breaks what is between them.</summary>
internal sealed class StoreProxy : IAsyncDisposable
{
    /// <summary>Bytes: the head of an answer, and some of what follows.</summary>
    private const int BeginningOfAnswers = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri server;
    private readonly CancellationTokenSource stop = new();
    private readonly List<Socket> open = [];
    private readonly Task accepting;
    private volatile Trouble trouble;

    public StoreProxy(Uri server)
    {
        this.server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    internal enum Trouble
    {
        None,

        /// <summary>Every connection is reset.</summary>
        Refusing,

        /// <summary>Connections are taken, and nothing comes back.</summary>
        Silent,

        /// <summary>Answers begin, and do not go on.</summary>
        Stalling,

        /// <summary>What goes through is slow.</summary>
        Throttled,
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Connections of before do not survive a change.</summary>
    public void Become(Trouble next)
    {
        trouble = next;
        lock (open)
        {
            open.ForEach(Reset);
            open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        Become(Trouble.Refusing);
        await accepting;
        stop.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }

        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                if (trouble == Trouble.Refusing)
                {
                    Reset(client);
                    continue;
                }

                _ = ForwardAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        var target = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (open)
        {
            open.Add(client);
            open.Add(target);
        }

        try
        {
            await target.ConnectAsync(server.Host, server.Port, stop.Token);
            await Task.WhenAny(PumpAsync(client, target, isAnswer: false), PumpAsync(target, client, isAnswer: true));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Reset, or over.
        }
        finally
        {
            client.Dispose();
            target.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        try
        {
            var buffer = new byte[16 << 10];
            var hasBegun = false;
            while (await from.ReceiveAsync(buffer, stop.Token) is > 0 and var count)
            {
                if (isAnswer && trouble == Trouble.Stalling)
                {
                    count = hasBegun ? 0 : Math.Min(count, BeginningOfAnswers);
                    hasBegun = true;
                }

                if (trouble == Trouble.Silent)
                {
                    continue;
                }

                if (trouble == Trouble.Throttled)
                {
                    await Task.Delay(Pause, stop.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Reset, or over.
        }
    }
}
