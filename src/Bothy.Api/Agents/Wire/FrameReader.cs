using System.Buffers;
using System.Buffers.Binary;

namespace Bothy.Api.Agents.Wire;

/// <summary>Reads the preface and frames from a stream. Not for concurrent use.</summary>
public sealed class FrameReader(Stream stream) : IDisposable
{
    private const int InitialSize = 4096;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int start;
    private int end;

    /// <summary>Reads and checks the other side's preface.</summary>
    /// <exception cref="AgentProtocolException">The peer speaks another protocol or version.</exception>
    /// <exception cref="EndOfStreamException">The stream ended.</exception>
    public async ValueTask ReadPrefaceAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(AgentProtocol.PrefaceLength, cancellationToken))
        {
            throw new EndOfStreamException("The connection closed before the agent protocol began.");
        }

        CheckPreface(buffer.AsSpan(start, AgentProtocol.PrefaceLength));
        start += AgentProtocol.PrefaceLength;
    }

    /// <summary>The next frame, or null where the stream ends between frames.</summary>
    /// <exception cref="AgentProtocolException">The frame is longer than <see cref="AgentProtocol.MaximumPayload"/>.</exception>
    /// <exception cref="EndOfStreamException">The stream ended within a frame.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(AgentProtocol.HeaderLength, cancellationToken))
        {
            return null;
        }

        var type = (FrameType)buffer[start];
        var length = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(start + 1));
        if (length > AgentProtocol.MaximumPayload)
        {
            throw new AgentProtocolException($"A frame of {length} bytes exceeds the limit of {AgentProtocol.MaximumPayload}.");
        }

        var total = AgentProtocol.HeaderLength + (int)length;
        if (!await FillAsync(total, cancellationToken))
        {
            throw new EndOfStreamException("The connection closed within a frame.");
        }

        var frame = new Frame(type, buffer.AsMemory(start + AgentProtocol.HeaderLength, (int)length));
        start += total;
        return frame;
    }

    public void Dispose()
    {
        var returned = Interlocked.Exchange(ref buffer, []);
        if (returned.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(returned);
        }
    }

    private static void CheckPreface(ReadOnlySpan<byte> preface)
    {
        if (!preface[..^1].SequenceEqual(AgentProtocol.Preface[..^1]))
        {
            throw new AgentProtocolException("The peer does not speak the agent protocol.");
        }

        if (preface[^1] != AgentProtocol.Version)
        {
            throw new AgentProtocolException(
                $"The peer speaks version {preface[^1]} of the agent protocol, this side speaks {AgentProtocol.Version}: update the older one.");
        }
    }

    /// <summary>Makes at least <paramref name="needed"/> bytes available; false if the stream ends before the first of them.</summary>
    private async ValueTask<bool> FillAsync(int needed, CancellationToken cancellationToken)
    {
        if (end - start >= needed)
        {
            return true;
        }

        MakeRoom(needed);
        while (end - start < needed)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                return start == end ? false : throw new EndOfStreamException("The connection closed within a frame.");
            }

            end += read;
        }

        return true;
    }

    private void MakeRoom(int needed)
    {
        var held = end - start;
        if (buffer.Length >= needed && buffer.Length - start >= needed)
        {
            if (held == 0)
            {
                (start, end) = (0, 0);
            }

            return;
        }

        var target = buffer.Length >= needed ? buffer : ArrayPool<byte>.Shared.Rent(needed);
        buffer.AsSpan(start, held).CopyTo(target);
        if (!ReferenceEquals(target, buffer))
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = target;
        }

        (start, end) = (0, held);
    }
}
