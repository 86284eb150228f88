using System.Buffers;
using System.Buffers.Binary;

namespace Bothy.Api.Agents.Wire;

/// <summary>Writes the preface and frames to a stream, each frame with one write. Not for concurrent use.</summary>
public sealed class FrameWriter(Stream stream) : IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(1024);
    private int pending;

    /// <summary>Puts this side's preface before the next frame.</summary>
    public void AddPreface()
    {
        AgentProtocol.Preface.CopyTo(Reserve(AgentProtocol.PrefaceLength));
        pending += AgentProtocol.PrefaceLength;
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The payload is longer than <see cref="AgentProtocol.MaximumPayload"/>.</exception>
    public ValueTask WriteAsync(FrameType type, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        payload.CopyTo(Begin(type, payload.Length));
        return SendAsync(cancellationToken);
    }

    /// <summary>Sends a frame whose payload is an offset and data.</summary>
    public ValueTask WriteAsync(FrameType type, long offset, ReadOnlySpan<byte> data, CancellationToken cancellationToken)
    {
        var payload = Begin(type, sizeof(long) + data.Length);
        BinaryPrimitives.WriteInt64BigEndian(payload, offset);
        data.CopyTo(payload[sizeof(long)..]);
        return SendAsync(cancellationToken);
    }

    /// <summary>Sends a frame whose payload is two offsets.</summary>
    public ValueTask WriteAsync(FrameType type, long first, long second, CancellationToken cancellationToken)
    {
        var payload = Begin(type, 2 * sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(payload, first);
        BinaryPrimitives.WriteInt64BigEndian(payload[sizeof(long)..], second);
        return SendAsync(cancellationToken);
    }

    public void Dispose()
    {
        var returned = Interlocked.Exchange(ref buffer, []);
        if (returned.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(returned);
        }
    }

    private Span<byte> Begin(FrameType type, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, AgentProtocol.MaximumPayload);
        var frame = Reserve(AgentProtocol.HeaderLength + length);
        frame[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        pending += AgentProtocol.HeaderLength + length;
        return frame.Slice(AgentProtocol.HeaderLength, length);
    }

    private Span<byte> Reserve(int length)
    {
        if (buffer.Length - pending < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(pending + length);
            buffer.AsSpan(0, pending).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(pending);
    }

    private ValueTask SendAsync(CancellationToken cancellationToken)
    {
        var frame = buffer.AsMemory(0, pending);
        pending = 0;
        return stream.WriteAsync(frame, cancellationToken);
    }
}
