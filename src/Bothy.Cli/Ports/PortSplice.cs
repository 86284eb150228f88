using System.Buffers;
using System.Net.Sockets;
using Bothy.Api.Agents.Client;

namespace Bothy.Cli.Ports;

/// <summary>Carries bytes both ways between a local connection and one inside; each direction ends by itself.</summary>
internal static class PortSplice
{
    private const int BufferBytes = 64 * 1024;

    public static async Task RunAsync(Socket outside, ForwardedStream inside, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var inwards = InwardsAsync(outside, inside, broken.Token);
        var outwards = OutwardsAsync(outside, inside, broken.Token);
        var first = await Task.WhenAny(inwards, outwards);
        if (!first.IsCompletedSuccessfully)
        {
            await broken.CancelAsync();
        }

        await Task.WhenAll(inwards, outwards);
    }

    private static async Task InwardsAsync(Socket outside, ForwardedStream inside, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await outside.ReceiveAsync(buffer.AsMemory(), cancellationToken) is > 0 and var count)
            {
                await inside.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            await inside.EndWritingAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task OutwardsAsync(Socket outside, ForwardedStream inside, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await inside.ReadAsync(buffer.AsMemory(), cancellationToken) is > 0 and var count)
            {
                await SendAllAsync(outside, buffer.AsMemory(0, count), cancellationToken);
            }

            outside.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }
}
