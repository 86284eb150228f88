using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents.Client;

/// <summary>Standard input of a remote process: kept until the agent has accepted it, so that it can be sent again.</summary>
internal sealed class SentStream : IDisposable
{
    private const int Capacity = 256 * 1024;

    private readonly object gate = new();
    private readonly SemaphoreSlim room = new(0, 1);
    private readonly Action changed;
    private long accepted;
    private long sent;
    private long written;
    private long limit;
    private bool ended;
    private bool endSent;
    private bool closed;
    private Exception? cause;
    private byte[]? ring;

    public SentStream(Action changed)
    {
        this.changed = changed;
        Stream = new InputStream(WriteAsync, FlushAsync, End);
    }

    /// <summary>For the caller.</summary>
    public Stream Stream { get; }

    /// <summary>A connection begins: the agent has accepted this much.</summary>
    /// <param name="isFirst">Nothing was written yet; the stream goes on where others left it.</param>
    /// <exception cref="AgentProtocolException">The agent lost input, or has more than was written.</exception>
    public void ContinueAt(long offset, long newLimit, bool agentHasEnd, bool isFirst)
    {
        lock (gate)
        {
            if (isFirst)
            {
                written = offset;
                ended |= agentHasEnd;
            }
            else if (offset < accepted || offset > written)
            {
                throw new AgentProtocolException($"The agent has {offset} bytes of input, which is not between {accepted} and {written}.");
            }

            (accepted, sent, limit, endSent) = (offset, offset, newLimit, agentHasEnd);
        }

        Release();
    }

    /// <summary>The agent accepted input, and allows more.</summary>
    /// <exception cref="AgentProtocolException">It accepted more than was sent.</exception>
    public void Accept(long offset, long newLimit)
    {
        lock (gate)
        {
            if (offset > sent)
            {
                throw new AgentProtocolException($"The agent accepted {offset} bytes of input, but {sent} were sent.");
            }

            accepted = Math.Max(accepted, offset);
            limit = Math.Max(limit, newLimit);
        }

        Release();
    }

    /// <summary>Takes what may be sent next; 0 bytes where there is nothing.</summary>
    public (long Offset, int Count) Take(Span<byte> buffer)
    {
        lock (gate)
        {
            var count = (int)Math.Min(Math.Min(written, limit) - sent, buffer.Length);
            if (count <= 0)
            {
                return (sent, 0);
            }

            var offset = sent;
            var position = (int)(offset % Capacity);
            var first = Math.Min(count, Capacity - position);
            ring!.AsSpan(position, first).CopyTo(buffer);
            ring.AsSpan(0, count - first).CopyTo(buffer[first..]);
            sent += count;
            return (offset, count);
        }
    }

    /// <summary>True, once for a connection, where all is sent and the end has to be.</summary>
    public bool TakeEnd(out long offset)
    {
        lock (gate)
        {
            offset = written;
            if (!ended || endSent || sent != written)
            {
                return false;
            }

            endSent = true;
            return true;
        }
    }

    /// <summary>Ends the stream.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
        }

        changed();
    }

    /// <summary>Makes writes fail.</summary>
    public void Close(Exception? exception)
    {
        lock (gate)
        {
            closed = true;
            cause = exception;
        }

        Release();
    }

    public void Dispose() => room.Dispose();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            var count = Append(data.Span);
            if (count == 0)
            {
                await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            data = data[count..];
            changed();
        }
    }

    /// <summary>Returns when the agent has accepted all that was written, or the stream is closed.</summary>
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        while (!IsSettled())
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsSettled()
    {
        lock (gate)
        {
            return closed || accepted == written;
        }
    }

    private int Append(ReadOnlySpan<byte> data)
    {
        lock (gate)
        {
            if (closed)
            {
                throw new InputEndedException(cause);
            }

            ObjectDisposedException.ThrowIf(ended, Stream);
            var count = (int)Math.Min(data.Length, Capacity - (written - accepted));
            var position = (int)(written % Capacity);
            var first = Math.Min(count, Capacity - position);
            ring ??= new byte[Capacity];
            data[..first].CopyTo(ring.AsSpan(position));
            data[first..count].CopyTo(ring);
            written += count;
            return count;
        }
    }

    private void Release()
    {
        lock (gate)
        {
            if (room.CurrentCount == 0)
            {
                room.Release();
            }
        }
    }
}
