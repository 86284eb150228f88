using Bothy.Agent.Loop;
using Bothy.Api.Agents.Wire;

namespace Bothy.Agent.Sessions;

/// <summary>
/// Standard input on its way to a process, by absolute offsets: what a client sends twice is taken once. A client may send as much as there is
/// room for, so that the connection never waits for the process.
/// </summary>
internal sealed class InputBuffer(SegmentPool pool)
{
    /// <summary>Bytes that may be on their way.</summary>
    public const int Capacity = 256 * 1024;

    private readonly StreamBuffer buffer = new(pool, Capacity, dropsOldest: false);
    private readonly AsyncSignal arrived = new();

    /// <summary>Bytes taken over from clients.</summary>
    public long Accepted => buffer.End;

    /// <summary>Bytes that the process has, or that nobody will read.</summary>
    public long Consumed => buffer.Acknowledged;

    /// <summary>The offset that clients must not send beyond.</summary>
    public long Limit => Consumed + Capacity;

    /// <summary>True once a client ended the stream.</summary>
    public bool HasEnded => buffer.HasEnded;

    /// <summary>The bytes to hand on next; empty where there are none.</summary>
    public ReadOnlyMemory<byte> Next => buffer.Peek(Consumed, Capacity);

    /// <summary>Takes bytes from a client.</summary>
    /// <exception cref="AgentProtocolException">Bytes before these are missing, or there are more than allowed.</exception>
    public void Accept(long offset, ReadOnlySpan<byte> data)
    {
        if (offset > Accepted || offset + data.Length > Limit)
        {
            throw new AgentProtocolException(
                $"Input from {offset} to {offset + data.Length} is out of turn: {Accepted} bytes were accepted, and {Limit} is the limit.");
        }

        var known = Accepted - offset;
        if (known >= data.Length)
        {
            return;
        }

        if (HasEnded)
        {
            throw new AgentProtocolException($"Input goes on at {Accepted}, where it had ended.");
        }

        Append(data[(int)known..]);
        arrived.Set();
    }

    /// <summary>The stream ends at an offset.</summary>
    /// <exception cref="AgentProtocolException">Bytes before it are missing.</exception>
    public void End(long offset)
    {
        if (offset != Accepted)
        {
            throw new AgentProtocolException($"Input ends at {offset}, but {Accepted} bytes were accepted.");
        }

        buffer.Complete();
        arrived.Set();
    }

    /// <summary>Completes when there is something to hand on, or the stream has ended.</summary>
    public async ValueTask WaitAsync()
    {
        while (Next.IsEmpty && !HasEnded)
        {
            await arrived.WaitAsync();
        }
    }

    /// <summary>Counts bytes of <see cref="Next"/> as handed on.</summary>
    public void Consume(int count) => buffer.Acknowledge(Consumed + count);

    private void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var target = buffer.WritableMemory().Span;
            var length = Math.Min(data.Length, target.Length);
            data[..length].CopyTo(target);
            buffer.Commit(length);
            data = data[length..];
        }
    }
}
