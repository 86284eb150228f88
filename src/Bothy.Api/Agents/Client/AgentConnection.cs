using System.Text.Json;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Transports;
using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents.Client;

/// <summary>One connection to an agent on which the request was sent and answered.</summary>
internal sealed class AgentConnection : IAsyncDisposable
{
    private readonly Stream stream;

    private AgentConnection(Stream stream)
    {
        this.stream = stream;
        Reader = new FrameReader(stream);
        Writer = new FrameWriter(stream);
    }

    public FrameReader Reader { get; }

    public FrameWriter Writer { get; }

    /// <summary>Connects, asks, and returns the connection with the answer.</summary>
    /// <exception cref="AgentException">The agent refused.</exception>
    /// <exception cref="AgentProtocolException">The peer is no agent of this version.</exception>
    public static async Task<(AgentConnection Connection, AgentResponse Response)> OpenAsync(
        IAgentTransport transport, AgentRequest request, CancellationToken cancellationToken)
    {
        var connection = new AgentConnection(await transport.ConnectAsync(cancellationToken));
        try
        {
            connection.Writer.AddPreface();
            await connection.Writer.WriteAsync(
                FrameType.Request, JsonSerializer.SerializeToUtf8Bytes(request, AgentJson.Default.AgentRequest), cancellationToken);
            await connection.Reader.ReadPrefaceAsync(cancellationToken);
            return (connection, await connection.ReadResponseAsync(FrameType.Response, cancellationToken)
                ?? throw new EndOfStreamException("The agent closed the connection without an answer."));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next response, or null at the end.</summary>
    /// <exception cref="AgentException">It is an error.</exception>
    public async Task<AgentResponse?> ReadResponseAsync(FrameType expected, CancellationToken cancellationToken)
    {
        if (await Reader.ReadAsync(cancellationToken) is not { } frame)
        {
            return null;
        }

        if (frame.Type != expected)
        {
            throw new AgentProtocolException($"The agent sent a {frame.Type} frame where a {expected} frame was due.");
        }

        var response = Parse(frame);
        return response.Error is { } error ? throw new AgentException(error) : response;
    }

    /// <summary>Ends the connection. Nobody may be reading or writing any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        Reader.Dispose();
        Writer.Dispose();
    }

    /// <summary>Ends the stream, so that whoever reads or writes fails.</summary>
    public ValueTask AbortAsync() => stream.DisposeAsync();

    /// <inheritdoc cref="AbortAsync"/>
    public void Abort() => stream.Dispose();

    private static AgentResponse Parse(Frame frame)
    {
        try
        {
            return JsonSerializer.Deserialize(frame.Payload.Span, AgentJson.Default.AgentResponse)
                ?? throw new AgentProtocolException("The agent's answer is null.");
        }
        catch (JsonException exception)
        {
            throw new AgentProtocolException($"The agent's answer is not valid: {exception.Message}");
        }
    }
}
