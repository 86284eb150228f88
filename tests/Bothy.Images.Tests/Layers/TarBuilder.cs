using System.Text;

namespace Bothy.Images.Tests.Layers;

/// <summary>Writes tar archives as no honest tool would.</summary>
internal sealed class TarBuilder
{
    private readonly List<byte> archive = [];

    public byte[] ToArray() => [.. archive, .. new byte[1024]];

    /// <summary>The archive without its end.</summary>
    public byte[] Unfinished() => [.. archive];

    public TarBuilder Directory(string name, uint mode = 0x1ED, uint owner = 0) => Entry('5', name, mode: mode, owner: owner);

    public TarBuilder File(string name, string content = "", uint mode = 0x1A4, uint owner = 0) =>
        Entry('0', name, content: Encoding.UTF8.GetBytes(content), mode: mode, owner: owner);

    public TarBuilder Link(string name, string target) => Entry('2', name, target);

    public TarBuilder HardLink(string name, string target) => Entry('1', name, target);

    /// <summary>Extended records for the next entry.</summary>
    public TarBuilder Pax(params (string Name, byte[] Value)[] records)
    {
        var content = new MemoryStream();
        foreach (var (name, value) in records)
        {
            var body = 1 + Encoding.UTF8.GetByteCount(name) + 1 + value.Length + 1;
            var length = body + 1;
            while (length != body + length.ToString().Length)
            {
                length = body + length.ToString().Length;
            }

            content.Write(Encoding.UTF8.GetBytes($"{length} {name}="));
            content.Write(value);
            content.WriteByte((byte)'\n');
        }

        return Entry('x', "pax", content: content.ToArray());
    }

    public TarBuilder Entry(
        char type, string name, string link = "", byte[]? content = null, uint mode = 0x1A4, uint owner = 0, long seconds = 1_000_000_000, long? size = null)
    {
        content ??= [];
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        Octal(header, 100, 8, mode);
        Octal(header, 108, 8, owner);
        Octal(header, 116, 8, owner);
        Octal(header, 124, 12, size ?? content.Length);
        Octal(header, 136, 12, seconds);
        header[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).CopyTo(header, 157);
        "ustar\u000000"u8.CopyTo(header.AsSpan(257));
        Seal(header);
        archive.AddRange(header);
        archive.AddRange(content);
        archive.AddRange(new byte[(512 - (content.Length % 512)) % 512]);
        return this;
    }

    /// <summary>Gives every block of an archive that is not empty the checksum of a header.</summary>
    public static void Seal(Span<byte> archive)
    {
        for (; archive.Length >= 512; archive = archive[512..])
        {
            var header = archive[..512];
            if (header.ContainsAnyExcept((byte)0))
            {
                header[148..156].Fill((byte)' ');
                var sum = 0;
                foreach (var value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(header[148..]);
                header[154] = 0;
            }
        }
    }

    private static void Octal(byte[] header, int offset, int width, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(width - 1, '0')).CopyTo(header, offset);
}
