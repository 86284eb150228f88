using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Bothy.Agent.Ports;

/// <summary>Reads <c>/proc/net/tcp</c> and <c>/proc/net/tcp6</c> (proc_net(5)).</summary>
internal static class SocketTable
{
    private const string Listening = "0A";
    private const int StateField = 3;
    private const int InodeField = 9;

    private static readonly string[] Files = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The listening sockets of this network namespace.</summary>
    public static IEnumerable<ListeningSocket> Read() => Files.Where(File.Exists).SelectMany(file => Parse(File.ReadLines(file)));

    /// <summary>The listening sockets among the lines of such a file; what is no socket is skipped.</summary>
    public static IEnumerable<ListeningSocket> Parse(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > InodeField && fields[StateField] == Listening
                && fields[1].Split(':') is [var address, var port]
                && ParseAddress(address) is { } parsed
                && int.TryParse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(fields[InodeField], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
            {
                yield return new ListeningSocket(parsed, number, inode);
            }
        }
    }

    /// <summary>Addresses are 32-bit numbers in the machine's byte order, one or four.</summary>
    private static IPAddress? ParseAddress(string text)
    {
        if (text.Length is not (8 or 32))
        {
            return null;
        }

        Span<byte> address = stackalloc byte[text.Length / 2];
        for (var i = 0; i < address.Length; i += 4)
        {
            if (!uint.TryParse(text.AsSpan(i * 2, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var word))
            {
                return null;
            }

            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(address[i..], word);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(address[i..], word);
            }
        }

        return new IPAddress(address);
    }
}
