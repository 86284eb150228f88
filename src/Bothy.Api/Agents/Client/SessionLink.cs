using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents.Client;

/// <summary>The state of a session's streams on the client's side, and the two loops that carry it over one connection after the other.</summary>
internal sealed class SessionLink : IDisposable
{
    private static readonly TimeSpan TimeForReason = TimeSpan.FromSeconds(2);

    private readonly RemoteProcessOptions options;
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly ConcurrentQueue<byte> signals = new();
    private readonly int acknowledgeStep;
    private TerminalSize? size;
    private TerminalSize? sizeSent;
    private long outputAcknowledged;
    private long errorAcknowledged;
    private ExitStatus? exit;

    public SessionLink(RemoteProcessOptions options)
    {
        this.options = options;
        acknowledgeStep = options.Window / 8;
        Output = new ReceivedStream(options.Window, Wake);
        Error = new ReceivedStream(options.Window, Wake);
        Input = new SentStream(Wake);
    }

    public ReceivedStream Output { get; }

    public ReceivedStream Error { get; }

    public SentStream Input { get; }

    public void Resize(TerminalSize newSize)
    {
        size = newSize;
        Wake();
    }

    public void Signal(byte signal)
    {
        signals.Enqueue(signal);
        Wake();
    }

    /// <summary>A new connection was answered.</summary>
    /// <exception cref="AgentProtocolException">The agent does not go on where this side is.</exception>
    public void Begin(SessionOpened opened, bool isFirst)
    {
        var dropped = Output.ContinueAt(opened.OutputOffset) + Error.ContinueAt(opened.ErrorOffset);
        if (dropped > 0 && !isFirst)
        {
            options.OutputDropped?.Invoke(dropped);
        }

        Input.ContinueAt(opened.InputOffset, opened.InputLimit, opened.InputEnded, isFirst);
        (outputAcknowledged, errorAcknowledged, sizeSent) = (opened.OutputOffset, opened.ErrorOffset, null);
        Wake();
    }

    /// <summary>Carries the streams until the connection ends: null, or the exit status where the process ended.</summary>
    /// <exception cref="AgentException">The agent detached this client.</exception>
    public async Task<ExitStatus?> RunAsync(AgentConnection connection, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(connection.Writer, over.Token);
        var receiving = ReceiveAsync(connection.Reader, over.Token);
        try
        {
            var first = await Task.WhenAny(sending, receiving).ConfigureAwait(false);
            if (first == sending && sending.IsFaulted)
            {
                // Why the agent closed the connection may still be on its way here; without it this client would come back for nothing.
                await receiving.WaitAsync(TimeForReason, options.Time, cancellationToken).ConfigureAwait(false);
            }

            await first.ConfigureAwait(false);
            if (exit is not null)
            {
                // The agent may be gone already, which is the same to it.
                await sending.WaitAsync(TimeForReason, options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return exit;
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await connection.AbortAsync().ConfigureAwait(false);
            await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Nothing more will come or go; with why, unless the process ended.</summary>
    public void Close(Exception? exception)
    {
        Output.Close(exception);
        Error.Close(exception);
        Input.Close(exception);
    }

    public void Dispose()
    {
        Input.Dispose();
        changed.Dispose();
    }

    private void Wake()
    {
        lock (changed)
        {
            if (changed.CurrentCount == 0)
            {
                changed.Release();
            }
        }
    }

    private async Task ReceiveAsync(FrameReader reader, CancellationToken cancellationToken)
    {
        while (exit is null && await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } frame)
        {
            switch (frame.Type)
            {
                case FrameType.Output:
                    await Output.ReceiveAsync(frame.Offset, frame.Data, cancellationToken).ConfigureAwait(false);
                    break;
                case FrameType.Error:
                    await Error.ReceiveAsync(frame.Offset, frame.Data, cancellationToken).ConfigureAwait(false);
                    break;
                case FrameType.OutputEnd:
                    Output.End(frame.Offset);
                    break;
                case FrameType.ErrorEnd:
                    Error.End(frame.Offset);
                    break;
                case FrameType.InputWindow:
                    Input.Accept(frame.Number(0), frame.Number(1));
                    Wake();
                    break;
                case FrameType.Exit:
                    exit = Parse(frame, AgentJson.Default.ExitStatus);
                    Wake();
                    break;
                case FrameType.Detached:
                    throw new AgentException(Parse(frame, AgentJson.Default.AgentError));
                default:
                    throw new AgentProtocolException($"The agent sent a frame of type {(byte)frame.Type} in a session.");
            }
        }
    }

    private async Task SendAsync(FrameWriter writer, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(AgentProtocol.PreferredData);
        try
        {
            while (true)
            {
                if (exit is not null)
                {
                    if (options.AcknowledgeExit)
                    {
                        await writer.WriteAsync(FrameType.ExitAcknowledge, [], cancellationToken).ConfigureAwait(false);
                    }

                    return;
                }

                if (!await SendNextAsync(writer, buffer, cancellationToken).ConfigureAwait(false))
                {
                    await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends one frame; false where there is nothing to send.</summary>
    private async ValueTask<bool> SendNextAsync(FrameWriter writer, byte[] buffer, CancellationToken cancellationToken)
    {
        if (size is { } wanted && wanted != sizeSent)
        {
            BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)wanted.Columns);
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), (ushort)wanted.Rows);
            await writer.WriteAsync(FrameType.Resize, buffer.AsSpan(0, 4), cancellationToken).ConfigureAwait(false);
            sizeSent = wanted;
            return true;
        }

        if (signals.TryPeek(out var signal))
        {
            await writer.WriteAsync(FrameType.Signal, [signal], cancellationToken).ConfigureAwait(false);
            signals.TryDequeue(out _);
            return true;
        }

        var (output, error) = (Output.Consumed, Error.Consumed);
        if (output - outputAcknowledged >= acknowledgeStep || error - errorAcknowledged >= acknowledgeStep)
        {
            (outputAcknowledged, errorAcknowledged) = (output, error);
            await writer.WriteAsync(FrameType.Acknowledge, output, error, cancellationToken).ConfigureAwait(false);
            return true;
        }

        var (offset, count) = Input.Take(buffer.AsSpan(0, AgentProtocol.PreferredData));
        if (count > 0)
        {
            await writer.WriteAsync(FrameType.Input, offset, buffer.AsSpan(0, count), cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (Input.TakeEnd(out var end))
        {
            await writer.WriteAsync(FrameType.InputEnd, end, [], cancellationToken).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    private static T Parse<T>(Frame frame, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(frame.Payload.Span, type) ?? throw new AgentProtocolException($"The agent's {frame.Type} frame is null.");
        }
        catch (JsonException exception)
        {
            throw new AgentProtocolException($"The agent's {frame.Type} frame is not valid: {exception.Message}");
        }
    }
}
