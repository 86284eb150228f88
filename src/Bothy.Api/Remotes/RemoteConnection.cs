using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Remotes;

/// <summary>
/// A connection between a git inside and who answers it: preface and frames as in the agent protocol, one request, one response, and for ssh a
/// program's three streams and exit code.
/// </summary>
public sealed class RemoteConnection : IAsyncDisposable
{
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(5);

    private readonly Stream stream;
    private readonly FrameReader reader;
    private readonly FrameWriter writer;
    private readonly SemaphoreSlim writing = new(1, 1);

    public RemoteConnection(Stream stream)
    {
        this.stream = stream;
        reader = new FrameReader(stream);
        writer = new FrameWriter(stream);
        writer.AddPreface();
    }

    public Task SendAsync(RemoteRequest request, CancellationToken cancellationToken) =>
        WriteAsync(FrameType.Request, JsonSerializer.SerializeToUtf8Bytes(request, RemoteJson.Default.RemoteRequest), cancellationToken);

    public Task SendAsync(RemoteResponse response, CancellationToken cancellationToken) =>
        WriteAsync(FrameType.Response, JsonSerializer.SerializeToUtf8Bytes(response, RemoteJson.Default.RemoteResponse), cancellationToken);

    /// <exception cref="AgentProtocolException">The peer sent something else.</exception>
    /// <exception cref="EndOfStreamException">The peer left.</exception>
    public Task<RemoteRequest> ReceiveRequestAsync(CancellationToken cancellationToken) =>
        ReceiveFirstAsync(FrameType.Request, RemoteJson.Default.RemoteRequest, cancellationToken);

    /// <inheritdoc cref="ReceiveRequestAsync"/>
    public Task<RemoteResponse> ReceiveResponseAsync(CancellationToken cancellationToken) =>
        ReceiveFirstAsync(FrameType.Response, RemoteJson.Default.RemoteResponse, cancellationToken);

    /// <summary>The next frame; null at the end.</summary>
    public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken) => reader.ReadAsync(cancellationToken);

    /// <summary>Sends a frame; safe for concurrent use.</summary>
    public async Task WriteAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await writer.WriteAsync(type, payload.Span, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Sends a response that nothing follows, and waits until the other side has read it and left.</summary>
    public async Task AnswerAsync(RemoteResponse response, CancellationToken cancellationToken)
    {
        await SendAsync(response, cancellationToken).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeToLeave);
        try
        {
            while (await ReceiveAsync(patience.Token).ConfigureAwait(false) is not null)
            {
                // Whatever it is, it comes too late.
            }
        }
        catch (Exception gone) when (gone is IOException or AgentProtocolException || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It left.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync().ConfigureAwait(false);
        reader.Dispose();
        writer.Dispose();
        writing.Dispose();
    }

    private async Task<T> ReceiveFirstAsync<T>(FrameType type, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class
    {
        await reader.ReadPrefaceAsync(cancellationToken).ConfigureAwait(false);
        var frame = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new EndOfStreamException("The other side left without a word.");
        if (frame.Type != type)
        {
            throw new AgentProtocolException($"A frame of type {(byte)frame.Type} came where a {type} was due.");
        }

        try
        {
            return JsonSerializer.Deserialize(frame.Payload.Span, json) ?? throw new AgentProtocolException("The message is null.");
        }
        catch (JsonException)
        {
            // Only that it happened: the text could repeat a secret.
            throw new AgentProtocolException("The message cannot be read.");
        }
    }
}
