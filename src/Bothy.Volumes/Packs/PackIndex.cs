using System.Buffers.Binary;
using System.Security.Cryptography;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Packs;

/// <summary>
/// What a pack holds and where. Header, index and footer together hash to the pack's name, so that a pack's name says what is in it
/// (docs/formats/packs.md).
/// </summary>
internal sealed class PackIndex
{
    private const int SaltAt = 12;

    private PackIndex(PackKind kind, IReadOnlyList<PackEntry> entries) => (Kind, Entries) = (kind, entries);

    public PackKind Kind { get; }

    /// <summary>In the order of their offsets.</summary>
    public IReadOnlyList<PackEntry> Entries { get; }

    /// <param name="salt">0, or another number to give the same entries another name.</param>
    public static byte[] WriteHeader(PackKind kind, uint salt)
    {
        var header = new byte[PackFormat.HeaderSize];
        PackFormat.HeaderMagic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), PackFormat.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), (ushort)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(SaltAt), salt);
        return header;
    }

    /// <summary>Index and footer of a pack whose entries end at <paramref name="offset"/>, and the pack's name.</summary>
    public static (byte[] Tail, ContentName Name) WriteTail(ReadOnlySpan<byte> header, IReadOnlyList<PackEntry> entries, int offset)
    {
        var tail = new byte[(entries.Count * PackFormat.IndexEntrySize) + PackFormat.FooterSize];
        var rest = tail.AsSpan();
        foreach (var entry in entries)
        {
            entry.Name.Write(rest);
            entry.Range.Write(rest[ContentName.Size..]);
            rest = rest[PackFormat.IndexEntrySize..];
        }

        PackFormat.FooterMagic.CopyTo(rest);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[8..], PackFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(rest[12..], entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(rest[16..], offset);
        return (tail, NameOf(header, tail));
    }

    /// <summary>How many bytes index and footer take, by a pack's last <see cref="PackFormat.FooterSize"/> bytes.</summary>
    /// <exception cref="DamagedObjectException">They are not a footer.</exception>
    public static int TailLength(ContentName pack, ReadOnlySpan<byte> footer, long packLength)
    {
        if (footer.Length != PackFormat.FooterSize || !footer.StartsWith(PackFormat.FooterMagic))
        {
            throw Damaged(pack, "it does not end with an index");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(footer[8..]) is var version && version != PackFormat.Version)
        {
            throw Damaged(pack, $"its format version is {version}, and this program knows {PackFormat.Version}");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(footer[12..]);
        var offset = BinaryPrimitives.ReadInt64LittleEndian(footer[16..]);
        if (packLength > PackFormat.MaximumLength
            || count is <= 0 or > PackFormat.MaximumEntries
            || offset < PackFormat.HeaderSize
            || offset + (count * PackFormat.IndexEntrySize) + PackFormat.FooterSize != packLength)
        {
            throw Damaged(pack, $"{packLength} bytes cannot hold {count} entries up to {offset}");
        }

        return (count * PackFormat.IndexEntrySize) + PackFormat.FooterSize;
    }

    /// <summary>Reads the index of the pack called <paramref name="pack"/>.</summary>
    /// <param name="header">The pack's first <see cref="PackFormat.HeaderSize"/> bytes.</param>
    /// <param name="tail">Its last <see cref="TailLength"/> bytes.</param>
    /// <exception cref="DamagedObjectException">They are not that pack's.</exception>
    public static PackIndex Read(ContentName pack, ReadOnlySpan<byte> header, ReadOnlySpan<byte> tail, long packLength)
    {
        var expected = TailLength(pack, tail.Length < PackFormat.FooterSize ? [] : tail[^PackFormat.FooterSize..], packLength);
        if (header.Length != PackFormat.HeaderSize || tail.Length != expected)
        {
            throw Damaged(pack, "its index is incomplete");
        }

        if (NameOf(header, tail) is var name && name != pack)
        {
            throw Damaged(pack, $"its index belongs to {name}");
        }

        if (!header.StartsWith(PackFormat.HeaderMagic) || BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != PackFormat.Version)
        {
            throw Damaged(pack, "it does not begin like a pack");
        }

        var kind = (PackKind)BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        if (kind is not (PackKind.Chunks or PackKind.Nodes))
        {
            throw Damaged(pack, $"there is no kind {kind}");
        }

        return new(kind, ReadEntries(pack, tail[..^PackFormat.FooterSize], packLength - tail.Length));
    }

    private static PackEntry[] ReadEntries(ContentName pack, ReadOnlySpan<byte> source, long end)
    {
        var entries = new PackEntry[source.Length / PackFormat.IndexEntrySize];
        long position = PackFormat.HeaderSize;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = source.Slice(i * PackFormat.IndexEntrySize, PackFormat.IndexEntrySize);
            var range = StoredRange.Read(entry[ContentName.Size..]);
            if (!range.IsValid || range.Offset < position || (long)range.Offset + range.Length > end)
            {
                throw Damaged(pack, $"its entry {i} lies outside of it");
            }

            entries[i] = new(ContentName.Read(entry), range);
            position = range.Offset + range.Length;
        }

        return entries;
    }

    /// <summary>The name of the pack that begins and ends like this.</summary>
    internal static ContentName NameOf(ReadOnlySpan<byte> header, ReadOnlySpan<byte> tail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(tail);
        Span<byte> name = stackalloc byte[ContentName.Size];
        hash.GetHashAndReset(name);
        return ContentName.Read(name);
    }

    private static DamagedObjectException Damaged(ContentName pack, string reason) => new($"Pack {pack}", reason);
}
