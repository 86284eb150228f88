using System.Buffers.Binary;
using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Remotes;

/// <summary>Carries a program's standard streams and exit code over a <see cref="RemoteConnection"/>.</summary>
public static class RemoteProgram
{
    /// <summary>Cutting off what the other side may not have read yet could lose it: it leaves first.</summary>
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(5);

    /// <summary>On the side of the program: until it has ended and its output is sent.</summary>
    /// <param name="end">Completes with the exit code.</param>
    /// <exception cref="IOException">The other side left.</exception>
    public static async Task ServeAsync(
        RemoteConnection connection, Stream input, Stream output, Stream error, Task<int> end, CancellationToken cancellationToken)
    {
        var feeding = FeedAsync(connection, input, cancellationToken);
        var sending = Task.WhenAll(
            SendAsync(connection, FrameType.Data, output, cancellationToken), SendAsync(connection, FrameType.Diagnostic, error, cancellationToken));
        if (await Task.WhenAny(feeding, sending).ConfigureAwait(false) == feeding && feeding.IsFaulted)
        {
            await feeding.ConfigureAwait(false);
        }

        await sending.ConfigureAwait(false);
        var exit = await end.ConfigureAwait(false);
        var code = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(code, exit);
        await connection.WriteAsync(FrameType.Status, code, cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(feeding, Task.Delay(TimeToLeave, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>On the side of who uses the program: sends the input beside, and returns the exit code once all output is written.</summary>
    /// <exception cref="IOException">The other side left before the program's end.</exception>
    public static async Task<int> UseAsync(RemoteConnection connection, Stream input, Stream output, Stream error, CancellationToken cancellationToken)
    {
        // Ends with this process: nobody can cancel a read of standard input.
        _ = SendInputAsync(connection, input, cancellationToken);
        while (await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } frame)
        {
            switch (frame.Type)
            {
                case FrameType.Data:
                    await output.WriteAsync(frame.Payload, cancellationToken).ConfigureAwait(false);
                    await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case FrameType.Diagnostic:
                    await error.WriteAsync(frame.Payload, cancellationToken).ConfigureAwait(false);
                    await error.FlushAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case FrameType.Status when frame.Payload.Length == sizeof(int):
                    return BinaryPrimitives.ReadInt32BigEndian(frame.Payload.Span);
            }
        }

        throw new EndOfStreamException("The connection to the remote was lost.");
    }

    private static async Task SendInputAsync(RemoteConnection connection, Stream input, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(connection, FrameType.Data, input, cancellationToken).ConfigureAwait(false);
            await connection.WriteAsync(FrameType.DataEnd, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever reads the other direction notices.
        }
    }

    private static async Task SendAsync(RemoteConnection connection, FrameType type, Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[AgentProtocol.PreferredData];
        while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            await connection.WriteAsync(type, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Until the input ends; a program that wants no more of it is no failure, a peer that leaves is.</summary>
    private static async Task FeedAsync(RemoteConnection connection, Stream input, CancellationToken cancellationToken)
    {
        var wanted = true;
        while (await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } frame)
        {
            if (frame.Type == FrameType.DataEnd)
            {
                await input.DisposeAsync().ConfigureAwait(false);
                wanted = false;
            }
            else if (frame.Type == FrameType.Data && wanted)
            {
                wanted = await TryWriteAsync(input, frame.Payload, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new EndOfStreamException("The git that wanted the remote left.");
    }

    private static async Task<bool> TryWriteAsync(Stream input, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
