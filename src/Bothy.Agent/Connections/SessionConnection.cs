using System.Buffers.Binary;
using System.Text.Json;
using Bothy.Agent.Activity;
using Bothy.Agent.Loop;
using Bothy.Agent.Sessions;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Wire;
using Bothy.Linux.Processes;

namespace Bothy.Agent.Connections;

/// <summary>A client's connection while it is attached to a session: one side reads frames, the other sends what the session has.</summary>
internal sealed class SessionConnection(Session session, ClientConnection connection, ActivityRecord activity) : ISessionClient
{
    private static readonly TimeSpan TimeToSayWhy = TimeSpan.FromSeconds(5);

    private const int SmallestWindow = 4096;
    private const int InputStep = InputBuffer.Capacity / 4;

    private readonly AsyncSignal changed = new();
    private AgentError? detached;
    private bool gone;
    private int window;
    private long outputSent;
    private long errorSent;
    private long acceptedSent;
    private long limitSent;
    private bool outputEndSent;
    private bool errorEndSent;
    private bool exitSent;

    public void Wake() => changed.Set();

    public void Detach(AgentError reason)
    {
        detached = reason;
        changed.Set();
        connection.CloseAfter(TimeToSayWhy);
    }

    /// <summary>Attaches, answers, and carries the streams until the client goes, is detached, or has the exit status.</summary>
    public async Task RunAsync(AttachRequest? request, bool created)
    {
        window = Math.Clamp(request?.Window ?? AgentProtocol.DefaultWindow, SmallestWindow, AgentProtocol.DefaultWindow);
        var opened = session.Attach(this, request, created);
        (outputSent, errorSent, acceptedSent, limitSent) = (opened.OutputOffset, opened.ErrorOffset, opened.InputOffset, opened.InputLimit);
        var reading = Task.CompletedTask;
        try
        {
            await connection.Writer.WriteAsync(new AgentResponse { Opened = opened });
            reading = ReadAsync();
            await SendAsync();
        }
        finally
        {
            session.Leave(this);
            connection.Close();
            await reading;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await connection.Reader.ReadAsync(CancellationToken.None) is { } frame && !Handle(frame))
            {
            }
        }
        catch (AgentProtocolException exception)
        {
            Detach(new AgentError(AgentReason.ProtocolError, exception.Message));
            return;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The client is gone; the session waits for it.
        }

        // Also ends a write that waits for the client.
        gone = true;
        connection.Close();
        changed.Set();
    }

    /// <summary>True where the client needs no more.</summary>
    private bool Handle(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Input:
                activity.NoteInput();
                session.Streams.Input.Accept(frame.Offset, frame.Data.Span);
                changed.Set();
                return false;
            case FrameType.InputEnd:
                session.Streams.Input.End(frame.Offset);
                return false;
            case FrameType.Acknowledge:
                Acknowledge(frame.Number(0), frame.Number(1));
                return false;
            case FrameType.Resize when frame.Payload.Length >= 4:
                var size = frame.Payload.Span;
                session.Streams.Resize(BinaryPrimitives.ReadUInt16BigEndian(size), BinaryPrimitives.ReadUInt16BigEndian(size[2..]));
                return false;
            case FrameType.Signal when frame.Payload is { Length: >= 1 } payload && payload.Span[0] is >= 1 and <= Signals.Highest:
                session.Signal(payload.Span[0]);
                return false;
            case FrameType.ExitAcknowledge:
                session.AcknowledgeExit();
                return true;
            default:
                throw new AgentProtocolException($"A frame of type {(byte)frame.Type} has no place in a session, or is too short.");
        }
    }

    private void Acknowledge(long output, long error)
    {
        if (output > outputSent || error > errorSent)
        {
            throw new AgentProtocolException("The client acknowledged output that it was not sent.");
        }

        session.Streams.Output.Acknowledge(output);
        session.Streams.Error.Acknowledge(error);
        changed.Set();
    }

    private async Task SendAsync()
    {
        while (!gone)
        {
            if (detached is not null)
            {
                await connection.Writer.WriteAsync(
                    FrameType.Detached, JsonSerializer.SerializeToUtf8Bytes(detached, AgentJson.Default.AgentError), CancellationToken.None);
                return;
            }

            if (!await SendNextAsync())
            {
                await changed.WaitAsync();
            }
        }
    }

    /// <summary>Sends the most urgent frame; false where there is none.</summary>
    private async ValueTask<bool> SendNextAsync()
    {
        var streams = session.Streams;
        if (streams.Input.Limit - limitSent >= InputStep)
        {
            await SendInputWindowAsync(streams);
            return true;
        }

        if (Part(streams.Error, errorSent) is { IsEmpty: false } error)
        {
            var offset = errorSent;
            errorSent += error.Length;
            await connection.Writer.WriteAsync(FrameType.Error, offset, error.Span, CancellationToken.None);
            return true;
        }

        if (Part(streams.Output, outputSent) is { IsEmpty: false } output)
        {
            var offset = outputSent;
            outputSent += output.Length;
            await connection.Writer.WriteAsync(FrameType.Output, offset, output.Span, CancellationToken.None);
            return true;
        }

        if (await SendEndAsync(streams))
        {
            return true;
        }

        // When there is nothing better to do: a client that leaves waits for it.
        if (!exitSent && streams.Input.Accepted > acceptedSent)
        {
            await SendInputWindowAsync(streams);
            return true;
        }

        return false;
    }

    private async ValueTask SendInputWindowAsync(SessionStreams streams)
    {
        (acceptedSent, limitSent) = (streams.Input.Accepted, streams.Input.Limit);
        await connection.Writer.WriteAsync(FrameType.InputWindow, acceptedSent, limitSent, CancellationToken.None);
    }

    private async ValueTask<bool> SendEndAsync(SessionStreams streams)
    {
        if (!outputEndSent && streams.Output.HasEnded && outputSent == streams.Output.End)
        {
            outputEndSent = true;
            await connection.Writer.WriteAsync(FrameType.OutputEnd, outputSent, [], CancellationToken.None);
            return true;
        }

        if (!errorEndSent && streams.Error.HasEnded && errorSent == streams.Error.End)
        {
            errorEndSent = true;
            await connection.Writer.WriteAsync(FrameType.ErrorEnd, errorSent, [], CancellationToken.None);
            return true;
        }

        if (!exitSent && outputEndSent && errorEndSent && session.Exit is { } exit)
        {
            exitSent = true;
            await connection.Writer.WriteAsync(
                FrameType.Exit, JsonSerializer.SerializeToUtf8Bytes(exit, AgentJson.Default.ExitStatus), CancellationToken.None);
            return true;
        }

        return false;
    }

    private ReadOnlyMemory<byte> Part(StreamBuffer buffer, long sent)
    {
        var allowed = Math.Min(buffer.Acknowledged + window - sent, AgentProtocol.PreferredData);
        return allowed <= 0 ? default : buffer.Peek(sent, (int)allowed);
    }
}
