using System.Buffers.Binary;
using System.Net;

namespace Bothy.Runner.Network.Names;

/// <summary>Writes the messages that the resolver sends: nothing of what it received but the question itself is ever repeated.</summary>
internal static class DnsWriter
{
    private const int RecursionDesired = 0x0100;
    private const int ResponseWithRecursion = 0x8180;
    private const int TruncatedBit = 0x0200;
    private const int ExtensionLength = 11;
    private const int AddressOverhead = 12;
    private const ushort OwnDatagram = 1232;
    private const ushort PointerToQuestion = 0xC00C;

    /// <summary>The question, for another server.</summary>
    public static byte[] Query(ushort id, DnsQuery query)
    {
        var message = new byte[DnsQuery.HeaderLength + query.Question.Length + ExtensionLength];
        Header(message, id, RecursionDesired, 0, extension: true);
        query.Question.CopyTo(message, DnsQuery.HeaderLength);
        Extension(message.AsSpan()[^ExtensionLength..]);
        return message;
    }

    /// <summary>An answer for the client, with as many of the addresses as fit.</summary>
    /// <param name="longest">Bytes that the client takes.</param>
    public static byte[] Answer(DnsQuery query, DnsResponseCode code, IReadOnlyList<IPAddress> addresses, uint seconds, int longest)
    {
        var fixedLength = DnsQuery.HeaderLength + query.Question.Length + (query.HasExtension ? ExtensionLength : 0);
        var each = AddressOverhead + (query.Type == DnsType.Address6 ? 16 : 4);
        var count = Math.Min(addresses.Count, Math.Max(0, longest - fixedLength) / each);
        var message = new byte[fixedLength + (count * each)];
        var truncated = count < addresses.Count ? TruncatedBit : 0;
        Header(message, query.Id, ResponseWithRecursion | truncated | (int)code, count, query.HasExtension);
        query.Question.CopyTo(message, DnsQuery.HeaderLength);
        var rest = message.AsSpan(DnsQuery.HeaderLength + query.Question.Length);
        foreach (var address in addresses.Take(count))
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, PointerToQuestion);
            query.Question.AsSpan()[^4..].CopyTo(rest[2..]);
            BinaryPrimitives.WriteUInt32BigEndian(rest[6..], seconds);
            BinaryPrimitives.WriteUInt16BigEndian(rest[10..], (ushort)(each - AddressOverhead));
            address.TryWriteBytes(rest[AddressOverhead..], out _);
            rest = rest[each..];
        }

        if (query.HasExtension)
        {
            Extension(rest);
        }

        return message;
    }

    /// <summary>Another server's message as the client's answer; null if it is too long for it.</summary>
    public static byte[]? Relay(DnsQuery query, byte[] message, int longest)
    {
        if (message.Length > longest)
        {
            return null;
        }

        BinaryPrimitives.WriteUInt16BigEndian(message, query.Id);
        return message;
    }

    /// <summary>Tells the client to ask again over TCP.</summary>
    public static byte[] Truncated(DnsQuery query)
    {
        var message = Answer(query, DnsResponseCode.NoError, [], 0, query.LongestAnswer);
        message[2] |= TruncatedBit >> 8;
        return message;
    }

    private static void Header(Span<byte> message, ushort id, int flags, int answers, bool extension)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)answers);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], (ushort)(extension ? 1 : 0));
    }

    /// <summary>An OPT record (RFC 6891 section 6.1.2) without options.</summary>
    private static void Extension(Span<byte> record)
    {
        record.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(record[1..], DnsType.Extension);
        BinaryPrimitives.WriteUInt16BigEndian(record[3..], OwnDatagram);
    }
}
