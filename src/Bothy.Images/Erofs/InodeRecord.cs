using System.Buffers.Binary;
using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>An inode in its long form (<c>erofs_inode_extended</c>): owners of 32 bits, times of its own. Attributes follow it at once.</summary>
/// <param name="Type">Its type, the upper bits of its mode.</param>
/// <param name="AttributeSize">Bytes of its attributes.</param>
/// <param name="Where">The block where its content begins, or a device's number; 0 for none.</param>
internal readonly record struct InodeRecord(ErofsLayout Layout, InodeType Type, int AttributeSize, long Size, uint Where, uint Names)
{
    private const int Extended = 1;

    public void WriteTo(Span<byte> record, EntryMetadata metadata)
    {
        var attributeCount = AttributeSize == 0 ? 0 : ((AttributeSize - ErofsFormat.AttributeHeaderSize) / ErofsFormat.AttributeEntrySize) + 1;
        record[..ErofsFormat.InodeSize].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)(((int)Layout << 1) | Extended));
        BinaryPrimitives.WriteUInt16LittleEndian(record[2..], (ushort)attributeCount);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], (ushort)((uint)Type | metadata.Mode));
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], Size);
        BinaryPrimitives.WriteUInt32LittleEndian(record[16..], Where);
        BinaryPrimitives.WriteUInt32LittleEndian(record[24..], metadata.UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(record[28..], metadata.GroupId);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], metadata.Seconds);
        BinaryPrimitives.WriteInt32LittleEndian(record[40..], metadata.Nanoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ErofsFormat.InodeNamesOffset..], Names);
    }
}
