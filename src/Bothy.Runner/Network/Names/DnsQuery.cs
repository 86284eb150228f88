using System.Buffers.Binary;

namespace Bothy.Runner.Network.Names;

/// <summary>A query with one question, as an environment sent it.</summary>
/// <param name="Id">Chosen by the client; the answer repeats it.</param>
/// <param name="Name">In lower case, without a final dot; null for a name that no host can have.</param>
/// <param name="Type">What is asked for (<see cref="DnsType"/>).</param>
/// <param name="Question">The question section's bytes, as they were.</param>
/// <param name="HasExtension">True if the client speaks EDNS (RFC 6891).</param>
/// <param name="LongestAnswer">Bytes that the client takes in one datagram.</param>
internal sealed record DnsQuery(ushort Id, string? Name, ushort Type, byte[] Question, bool HasExtension, int LongestAnswer)
{
    public const int HeaderLength = 12;
    private const int QuestionEnd = 4;
    private const int ResponseAndOperation = 0xF8;
    private const ushort Internet = 1;
    private const int ShortestDatagram = 512;
    private const int LongestDatagram = 1232;

    /// <summary>Reads a query. Anything but a plain question is none: responses, other operations, several questions, other classes.</summary>
    public static DnsQuery? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderLength || (message[2] & ResponseAndOperation) != 0 || Count(message, 4) != 1 || Count(message, 6) != 0 || Count(message, 8) != 0)
        {
            return null;
        }

        var position = HeaderLength;
        if (!DnsName.TryRead(message, ref position, out var name) || position + QuestionEnd > message.Length
            || BinaryPrimitives.ReadUInt16BigEndian(message[(position + 2)..]) != Internet)
        {
            return null;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(message[position..]);
        position += QuestionEnd;
        var question = message[HeaderLength..position].ToArray();
        var size = ExtensionSize(message, position, Count(message, 10));
        return new DnsQuery(
            BinaryPrimitives.ReadUInt16BigEndian(message), name, type, question, size is not null,
            Math.Clamp(size ?? ShortestDatagram, ShortestDatagram, LongestDatagram));
    }

    /// <summary>The datagram size of the OPT record, if that is the first additional one.</summary>
    private static int? ExtensionSize(ReadOnlySpan<byte> message, int position, int additional)
    {
        const int typeAndSize = 4;
        return additional > 0
            && DnsName.TryRead(message, ref position, out _)
            && position + typeAndSize <= message.Length
            && BinaryPrimitives.ReadUInt16BigEndian(message[position..]) == DnsType.Extension
                ? BinaryPrimitives.ReadUInt16BigEndian(message[(position + 2)..])
                : null;
    }

    private static int Count(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
}
