using System.IO.Pipelines;
using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents.Client;

/// <summary>One output stream of a remote process: filled by the connection, read by the caller, by absolute offsets.</summary>
internal sealed class ReceivedStream
{
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly int window;
    private long received;
    private long consumed;
    private bool begun;
    private bool ended;

    public ReceivedStream(int window, Action consumedMore)
    {
        this.window = window;
        Stream = new ConsumedStream(pipe.Reader, count =>
        {
            Interlocked.Add(ref consumed, count);
            consumedMore();
        });
    }

    /// <summary>For the caller.</summary>
    public Stream Stream { get; }

    /// <summary>Where the agent shall go on; null before anything is known, for the oldest that it has.</summary>
    public long? Offset => begun ? received : null;

    /// <summary>Offset up to which the agent need not keep anything.</summary>
    public long Consumed => Interlocked.Read(ref consumed);

    /// <summary>The agent continues at an offset; returns how many bytes were dropped before it.</summary>
    /// <exception cref="AgentProtocolException">The agent repeats what it was told is here.</exception>
    public long ContinueAt(long offset)
    {
        var skipped = offset - received;
        if (skipped < 0)
        {
            throw new AgentProtocolException($"The agent continues at {offset}, but {received} bytes have arrived.");
        }

        begun = true;
        received = offset;
        Interlocked.Add(ref consumed, skipped);
        return skipped;
    }

    /// <summary>Takes bytes from the agent.</summary>
    /// <exception cref="AgentProtocolException">Bytes are missing before these, or there are more than allowed.</exception>
    public async ValueTask ReceiveAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (offset != received || ended)
        {
            throw new AgentProtocolException($"The agent sent output from {offset}, where {received} was due.");
        }

        if (received + data.Length - Consumed > window)
        {
            throw new AgentProtocolException($"The agent sent more than the {window} bytes that it may.");
        }

        received += data.Length;

        // The pipe has no threshold, so this never waits for the reader: the window is the limit.
        await pipe.Writer.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The stream is complete.</summary>
    /// <exception cref="AgentProtocolException">Bytes are missing.</exception>
    public void End(long offset)
    {
        if (ended && offset == received)
        {
            return;
        }

        if (offset != received)
        {
            throw new AgentProtocolException($"The agent ended output at {offset}, but {received} bytes have arrived.");
        }

        ended = true;
        pipe.Writer.Complete();
    }

    /// <summary>Nothing more will come: the reader gets the end, or an error.</summary>
    public void Close(Exception? exception) => pipe.Writer.Complete(exception);
}
