using System.Buffers.Binary;
using System.Net;

namespace Bothy.Runner.Network.Names;

/// <summary>What a name server said about a question: the addresses at the end of its chain of canonical names.</summary>
/// <param name="Code">Its verdict.</param>
/// <param name="Truncated">True if it did not fit and is to be asked for over TCP.</param>
/// <param name="Addresses">Of the question's type.</param>
/// <param name="Seconds">How long they hold: the shortest time of the chain.</param>
internal sealed record DnsAnswer(int Code, bool Truncated, IReadOnlyList<IPAddress> Addresses, uint Seconds)
{
    private const int ResponseBit = 0x80;
    private const int TruncatedBit = 0x02;
    private const int CodeBits = 0x0F;
    private const int FixedFields = 10;
    private const int MostRecords = 512;
    private const int LongestChain = 16;
    private const uint LongestTime = 7 * 24 * 3600;

    private readonly record struct Record(string Owner, ushort Type, uint Seconds, string? Target, IPAddress? Address);

    /// <summary>Reads a server's message. Null if it is not an answer to that question.</summary>
    public static DnsAnswer? Read(ReadOnlySpan<byte> message, ushort id, DnsQuery query)
    {
        if (message.Length < DnsQuery.HeaderLength + query.Question.Length
            || BinaryPrimitives.ReadUInt16BigEndian(message) != id
            || (message[2] & ResponseBit) == 0
            || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1)
        {
            return null;
        }

        var position = DnsQuery.HeaderLength;
        if (!DnsName.TryRead(message, ref position, out var name) || name != query.Name || position + 4 > message.Length
            || !message.Slice(position, 4).SequenceEqual(query.Question.AsSpan()[^4..]))
        {
            return null;
        }

        position += 4;
        var records = ReadRecords(message, position, BinaryPrimitives.ReadUInt16BigEndian(message[6..]));
        var (addresses, seconds) = Follow(records, query);
        return new DnsAnswer(message[3] & CodeBits, (message[2] & TruncatedBit) != 0, addresses, seconds);
    }

    /// <summary>The answer section's records, as far as they can be read.</summary>
    private static List<Record> ReadRecords(ReadOnlySpan<byte> message, int position, int count)
    {
        var records = new List<Record>();
        for (var i = 0; i < Math.Min(count, MostRecords); i++)
        {
            if (!DnsName.TryRead(message, ref position, out var owner) || position + FixedFields > message.Length)
            {
                break;
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(message[position..]);
            var seconds = BinaryPrimitives.ReadUInt32BigEndian(message[(position + 4)..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(position + 8)..]);
            position += FixedFields;
            if (position + length > message.Length)
            {
                break;
            }

            string? target = null;
            var at = position;
            if (owner is not null && (type != DnsType.CanonicalName || DnsName.TryRead(message, ref at, out target)))
            {
                records.Add(new Record(owner, type, Math.Min(seconds, LongestTime), target, AddressIn(message.Slice(position, length), type)));
            }

            position += length;
        }

        return records;
    }

    private static IPAddress? AddressIn(ReadOnlySpan<byte> data, ushort type) => (type, data.Length) switch
    {
        (DnsType.Address4, 4) or (DnsType.Address6, 16) => new IPAddress(data),
        _ => null,
    };

    private static (IReadOnlyList<IPAddress> Addresses, uint Seconds) Follow(List<Record> records, DnsQuery query)
    {
        var (name, seconds) = (query.Name, LongestTime);
        for (var link = 0; link < LongestChain; link++)
        {
            var found = records.Where(record => record.Owner == name && record.Type == query.Type && record.Address is not null).ToList();
            if (found.Count > 0)
            {
                return ([.. found.Select(record => record.Address!).Distinct()], Math.Min(seconds, found.Min(record => record.Seconds)));
            }

            var next = records.FirstOrDefault(record => record.Owner == name && record.Type == DnsType.CanonicalName && record.Target is not null);
            if (next.Target is null)
            {
                break;
            }

            (name, seconds) = (next.Target, Math.Min(seconds, next.Seconds));
        }

        return ([], 0);
    }
}
