using System.Buffers.Binary;

namespace Bothy.Api.Agents.Wire;

/// <summary>One frame as read.</summary>
/// <param name="Type">What the payload is.</param>
/// <param name="Payload">Valid until the next read of the same reader.</param>
public readonly record struct Frame(FrameType Type, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The 64-bit number at the payload's beginning.</summary>
    /// <exception cref="AgentProtocolException">The payload is shorter, or the number negative.</exception>
    public long Offset => Number(0);

    /// <summary>What follows the offset.</summary>
    public ReadOnlyMemory<byte> Data => Payload.Length >= sizeof(long) ? Payload[sizeof(long)..] : throw TooShort();

    /// <summary>The 64-bit number with this index in the payload.</summary>
    /// <exception cref="AgentProtocolException">The payload is shorter, or the number negative.</exception>
    public long Number(int index)
    {
        var start = index * sizeof(long);
        if (Payload.Length < start + sizeof(long))
        {
            throw TooShort();
        }

        var number = BinaryPrimitives.ReadInt64BigEndian(Payload.Span[start..]);
        return number >= 0 ? number : throw new AgentProtocolException($"A {Type} frame holds a negative offset.");
    }

    private AgentProtocolException TooShort() => new($"A {Type} frame of {Payload.Length} bytes is too short.");
}
