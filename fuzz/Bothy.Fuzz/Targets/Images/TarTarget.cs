using System.Text;
using Bothy.Images.Archives;
using Bothy.Images.Layers;

namespace Bothy.Fuzz.Targets.Images;

/// <summary>Tar archives: entries lie inside of the archive, names inside of the root, and reading never goes beyond the end.</summary>
internal sealed class TarTarget : IFuzzTarget
{
    public string Name => "tar";

    public long AllocationLimit => 8 << 20;

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. Entry('5', "etc/", ""), .. Entry('0', "etc/name", "words"), .. Entry('2', "link", "", "etc/name"), .. Entry('1', "hard", "", "etc/name"), .. new byte[1024]],
        [.. Entry('x', "pax", "30 mtime=1000000000.123456789\n"), .. Entry('0', "timed", "words"), .. new byte[1024]],
        [.. Entry('L', "././@LongLink", new string('a', 300)), .. Entry('0', "short", "words"), .. Entry('6', "pipe", ""), .. new byte[1024]],
        [.. Entry('x', "pax", "29 SCHILY.xattr.user.a=value\n"), .. Entry('g', "pax", "12 uid=1000\n"), .. Entry('0', ".wh.gone", ""), .. new byte[1024]],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        Check(input);

        // Without right checksums nothing gets far: repair them, and go on.
        var repaired = input.ToArray();
        for (var at = 0; at + 512 <= repaired.Length; at += 512)
        {
            if (repaired.AsSpan(at, 512).ContainsAnyExcept((byte)0))
            {
                Seal(repaired.AsSpan(at, 512));
            }
        }

        Check(repaired);
    }

    private static void Check(ReadOnlySpan<byte> input)
    {
        var archive = new MemoryStream(input.ToArray());
        try
        {
            var reader = new TarReader(new Unseekable(archive));
            var buffer = new byte[4096];
            while (reader.Next() is { } entry)
            {
                var left = entry.Size;
                for (var read = 0; (read = reader.ReadContent(buffer)) > 0;)
                {
                    left -= read;
                }

                if (left != 0 || entry.Nanoseconds is < 0 or > 999_999_999 || EntryPath.Normalise(entry.Name).Split('/').Contains(".."))
                {
                    throw new FuzzFailureException("an entry was accepted that is not whole");
                }
            }
        }
        catch (TarException)
        {
            // Refused, as it may be.
        }

        try
        {
            archive.Position = 0;
            if (ArchiveIndex.Read(archive).Find("etc/name") is { } place && place.Offset + place.Size > input.Length)
            {
                throw new FuzzFailureException("a file is said to lie beyond the end");
            }
        }
        catch (TarException)
        {
            // Refused, as it may be.
        }
    }

    private static byte[] Entry(char type, string name, string content, string link = "")
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        Encoding.ASCII.GetBytes("0000644\0").CopyTo(header, 100);
        Encoding.ASCII.GetBytes("0000000\0").CopyTo(header, 108);
        Encoding.ASCII.GetBytes("0000000\0").CopyTo(header, 116);
        Encoding.ASCII.GetBytes(Convert.ToString(content.Length, 8).PadLeft(11, '0')).CopyTo(header, 124);
        Encoding.ASCII.GetBytes("07346545000").CopyTo(header, 136);
        header[156] = (byte)type;
        Encoding.ASCII.GetBytes(link).CopyTo(header, 157);
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        Seal(header);
        return [.. header, .. Encoding.ASCII.GetBytes(content), .. new byte[(512 - (content.Length % 512)) % 512]];
    }

    private static void Seal(Span<byte> header)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < header.Length; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : header[i];
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    /// <summary>As layers come.</summary>
    private sealed class Unseekable(Stream inner) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
    }
}
