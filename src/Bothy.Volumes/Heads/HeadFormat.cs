using System.Buffers.Binary;
using System.Text;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Heads;

/// <summary>A head as bytes (docs/formats/heads.md).</summary>
internal static class HeadFormat
{
    public const ushort Version = 1;
    public const int MaximumSize = FixedSize + 64 + ContentName.Size;
    private const int FixedSize = RootAt + ContentName.Size + ContentName.Size + StoredRange.Size;
    private const int RootAt = 64;

    private static ReadOnlySpan<byte> Magic => "BOTHYHED"u8;

    public static byte[] Write(VolumeVersion version)
    {
        var volume = Encoding.ASCII.GetBytes(version.Volume.ToString());
        var head = new byte[FixedSize + volume.Length + ContentName.Size];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(10), (ushort)volume.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), version.ChunkSize);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), version.Number);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), version.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(32), version.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(40), version.CreatedAt.ToUnixTimeMilliseconds());
        version.Writer.TryWriteBytes(head.AsSpan(48), bigEndian: true, out _);
        var location = version.Root.Location;
        version.Root.Name.Write(head.AsSpan(RootAt));
        location.Pack.Write(head.AsSpan(RootAt + ContentName.Size));
        new StoredRange(location.Offset, location.Length, location.Encoding).Write(head.AsSpan(RootAt + (2 * ContentName.Size)));
        volume.CopyTo(head, FixedSize);
        ContentName.Of(head.AsSpan(0, FixedSize + volume.Length)).Write(head.AsSpan(FixedSize + volume.Length));
        return head;
    }

    /// <param name="what">What is read, for messages.</param>
    /// <exception cref="DamagedObjectException">It is not a head.</exception>
    public static VolumeVersion Read(ReadOnlySpan<byte> head, string what)
    {
        if (head.Length is < FixedSize + ContentName.Size or > MaximumSize || !head.StartsWith(Magic))
        {
            throw new DamagedObjectException(what, "it is not a head");
        }

        if (ContentName.Of(head[..^ContentName.Size]) != ContentName.Read(head[^ContentName.Size..]))
        {
            throw new DamagedObjectException(what, "its checksum is wrong");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) is var format && format != Version)
        {
            throw new DamagedObjectException(what, $"its format version is {format}, and this program knows {Version}");
        }

        var volume = Encoding.Latin1.GetString(head[FixedSize..^ContentName.Size]);
        var range = StoredRange.Read(head[(RootAt + (2 * ContentName.Size))..]);
        var root = new ContentReference(
            ContentName.Read(head[RootAt..]),
            new(ContentName.Read(head[(RootAt + ContentName.Size)..]), range.Offset, range.Length, range.Encoding));
        var number = BinaryPrimitives.ReadInt64LittleEndian(head[16..]);
        var epoch = BinaryPrimitives.ReadInt64LittleEndian(head[24..]);
        var length = BinaryPrimitives.ReadInt64LittleEndian(head[32..]);
        var chunkSize = BinaryPrimitives.ReadInt32LittleEndian(head[12..]);
        var createdAt = BinaryPrimitives.ReadInt64LittleEndian(head[40..]);
        if (volume.Length != BinaryPrimitives.ReadUInt16LittleEndian(head[10..]) || !VolumeId.IsValid(volume)
            || number <= 0 || epoch < 0 || !ChunkSize.IsValid(chunkSize)
            || length is < 0 or > long.MaxValue - ChunkSize.Maximum
            || createdAt is < 0 or > MaximumTime
            || !(root.IsNone ? root == default : range.IsValid && !root.Location.Pack.IsNone))
        {
            throw new DamagedObjectException(what, "it says what cannot be");
        }

        return new()
        {
            Volume = new(volume),
            Number = number,
            Epoch = epoch,
            Length = length,
            ChunkSize = chunkSize,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(createdAt),
            Writer = new(head[48..64], bigEndian: true),
            Root = root,
        };
    }

    /// <summary>The end of the year 9999, as milliseconds since 1970.</summary>
    private const long MaximumTime = 253_402_300_799_999;
}
