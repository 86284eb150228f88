using System.Buffers;
using System.Net.Sockets;
using Bothy.Api.Tunnels;

namespace Bothy.Runner.Tunnels;

/// <summary>Carries bytes between a tunnel and a socket, each direction until its own end.</summary>
internal static class Splice
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Returns when both directions have ended; throws as soon as one breaks.</summary>
    public static async Task RunAsync(TunnelStream tunnel, Socket socket, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var inwards = InwardsAsync(tunnel, socket, broken.Token);
        var outwards = OutwardsAsync(tunnel, socket, broken.Token);
        var first = await Task.WhenAny(inwards, outwards);
        if (first.IsFaulted)
        {
            await broken.CancelAsync();
        }

        await Task.WhenAll(inwards, outwards);
    }

    private static async Task InwardsAsync(TunnelStream tunnel, Socket socket, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await tunnel.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await socket.SendAsync(buffer.AsMemory(sent, read - sent), cancellationToken);
                }
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task OutwardsAsync(TunnelStream tunnel, Socket socket, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await tunnel.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            await tunnel.CompleteWritesAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
