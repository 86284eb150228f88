using Bothy.Images.Trees;

namespace Bothy.Images.Layers;

/// <summary>
/// Reads tar archives of the kinds that images have: ustar, pax and GNU. Our own, because names and attribute values must stay bytes:
/// the base library decodes them as text, which breaks file capabilities.
/// </summary>
internal sealed class TarReader(Stream archive)
{
    private const int BlockSize = 512;

    /// <summary>Longest extended header and long name, in bytes.</summary>
    private const int MaximumHeader = 1 << 20;

    private readonly byte[] block = new byte[BlockSize];
    private readonly byte[] skipped = new byte[64 * 1024];
    private PaxRecords global = new();
    private long left;
    private long padding;

    /// <summary>The next entry, or null at the end. Content of the last one that was not read is skipped.</summary>
    /// <exception cref="TarException">The archive is malformed, or ends too early.</exception>
    public TarEntry? Next()
    {
        SkipContent();
        PaxRecords? extended = null;
        string? longName = null;
        string? longLink = null;
        while (ReadHeader())
        {
            var size = TarNumber.Read(block.AsSpan(124, 12));
            switch ((char)block[156])
            {
                case 'x':
                    extended = PaxRecords.Parse(ReadSmall(size), extended ?? global);
                    break;
                case 'g':
                    global = PaxRecords.Parse(ReadSmall(size), global);
                    break;
                case 'L':
                    longName = Terminated(ReadSmall(size));
                    break;
                case 'K':
                    longLink = Terminated(ReadSmall(size));
                    break;
                default:
                    return Start(Interpret(extended ?? global, longName, longLink, size));
            }
        }

        return null;
    }

    /// <summary>Reads on in the content of the entry that was returned last; 0 at its end.</summary>
    public int ReadContent(Span<byte> buffer)
    {
        if (left == 0 || buffer.Length == 0)
        {
            return 0;
        }

        var read = archive.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        left -= read;
        return read > 0 ? read : throw new TarException("the archive ends in the middle of a file");
    }

    private TarEntry Start(TarEntry entry)
    {
        left = entry.Size;
        padding = (BlockSize - (entry.Size % BlockSize)) % BlockSize;
        return entry;
    }

    private void SkipContent()
    {
        if (archive.CanSeek && left > 0)
        {
            if (archive.Length - archive.Position < left)
            {
                throw new TarException("the archive ends in the middle of a file");
            }

            archive.Seek(left, SeekOrigin.Current);
            left = 0;
        }

        while (ReadContent(skipped) > 0)
        {
        }

        ReadExactly(block.AsSpan(0, (int)padding));
        padding = 0;
    }

    /// <summary>Reads the next header block; false at the end of the archive, which is a block of zeros or the end of the stream.</summary>
    private bool ReadHeader()
    {
        var filled = archive.ReadAtLeast(block, BlockSize, throwOnEndOfStream: false);
        if (filled == 0 || (filled == BlockSize && !block.AsSpan().ContainsAnyExcept((byte)0)))
        {
            return false;
        }

        if (filled < BlockSize)
        {
            throw new TarException("the archive ends in the middle of a header");
        }

        var sum = 8 * ' ';
        for (var i = 0; i < BlockSize; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : block[i];
        }

        return sum == TarNumber.Read(block.AsSpan(148, 8)) ? true : throw new TarException("the checksum of a header is wrong");
    }

    private TarEntry Interpret(PaxRecords pax, string? longName, string? longLink, long headerSize)
    {
        if (pax.IsSparse)
        {
            throw new TarException("it has a sparse file, which is not supported in images");
        }

        var name = pax.Text("path") ?? longName ?? HeaderName();
        var type = TypeOf((char)block[156], name);
        var size = pax.Number("size") ?? headerSize;
        if (size < 0)
        {
            throw new TarException("the size of an entry is negative");
        }

        var (seconds, nanoseconds) = pax.Time("mtime") ?? (TarNumber.Read(block.AsSpan(136, 12)), 0);
        return new TarEntry
        {
            Type = type,
            Name = name,
            LinkName = pax.Text("linkpath") ?? longLink ?? Terminated(block.AsSpan(157, 100)),
            Mode = (uint)(TarNumber.Read(block.AsSpan(100, 8)) & 0xFFF),
            UserId = Id(pax.Number("uid") ?? TarNumber.Read(block.AsSpan(108, 8))),
            GroupId = Id(pax.Number("gid") ?? TarNumber.Read(block.AsSpan(116, 8))),

            // Links and directories may say a size, and have no content.
            Size = type == TarType.File ? size : 0,
            Seconds = seconds,
            Nanoseconds = nanoseconds,
            Attributes = pax.HasAttributes ? pax.Attributes : new Dictionary<string, byte[]>(),
        };
    }

    private string HeaderName()
    {
        var name = Terminated(block.AsSpan(0, 100));
        var prefix = block.AsSpan(257, 6).SequenceEqual("ustar\0"u8) ? Terminated(block.AsSpan(345, 155)) : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private static TarType TypeOf(char flag, string name) => flag switch
    {
        '0' or '\0' or '7' => name.EndsWith('/') ? TarType.Directory : TarType.File,
        '1' => TarType.HardLink,
        '2' => TarType.SymbolicLink,
        '3' => TarType.CharacterDevice,
        '4' => TarType.BlockDevice,
        '5' => TarType.Directory,
        '6' => TarType.Pipe,
        'S' => throw new TarException("it has a sparse file, which is not supported in images"),
        _ => throw new TarException($"it has an entry of unknown type {(int)flag}"),
    };

    private static uint Id(long value) =>
        value is >= 0 and < uint.MaxValue ? (uint)value : throw new TarException("a user or group id is out of range");

    private byte[] ReadSmall(long size)
    {
        if (size is < 0 or > MaximumHeader)
        {
            throw new TarException("an extended header is too long");
        }

        var header = new byte[size];
        ReadExactly(header);
        ReadExactly(block.AsSpan(0, (int)((BlockSize - (size % BlockSize)) % BlockSize)));
        return header;
    }

    private void ReadExactly(Span<byte> destination)
    {
        if (archive.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw new TarException("the archive ends too early");
        }
    }

    private static string Terminated(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return RawName.From(end < 0 ? field : field[..end]);
    }
}
