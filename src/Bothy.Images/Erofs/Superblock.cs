using System.Buffers.Binary;
using System.Numerics;

namespace Bothy.Images.Erofs;

/// <summary>The superblock (<c>erofs_super_block</c>), with the checksum of the block it lies in.</summary>
/// <param name="Inodes">Number of inodes.</param>
/// <param name="Blocks">Number of blocks of the file.</param>
internal readonly record struct Superblock(Guid Identity, long Inodes, long Blocks)
{
    private const uint Magic = 0xE0F5E1E2;
    private const int ChecksumOffset = 4;
    private const uint HasChecksum = 1;
    private const uint HasModificationTimes = 2;

    /// <summary>Blocks are counted in 32 bits.</summary>
    private const long MostBlocks = uint.MaxValue;

    /// <summary>Writes it into the file's first block, whose other content must be there already: the checksum is of that, too.</summary>
    public void WriteTo(Span<byte> block)
    {
        if (Blocks > MostBlocks)
        {
            throw new ImageException(ImageProblem.TooLarge, "The image is larger than 16 TiB, which EROFS cannot say.");
        }

        var super = block.Slice(ErofsFormat.SuperblockOffset, ErofsFormat.SuperblockSize);
        super.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(super, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(super[8..], HasChecksum | HasModificationTimes);
        super[12] = ErofsFormat.BlockBits;
        BinaryPrimitives.WriteUInt16LittleEndian(super[14..], ErofsFormat.RootInode / ErofsFormat.SlotSize);
        BinaryPrimitives.WriteInt64LittleEndian(super[16..], Inodes);
        BinaryPrimitives.WriteUInt32LittleEndian(super[36..], (uint)Blocks);
        Identity.TryWriteBytes(super[48..]);
        BinaryPrimitives.WriteUInt32LittleEndian(super[ChecksumOffset..], Checksum(block[ErofsFormat.SuperblockOffset..]));
    }

    /// <summary>CRC-32C of everything from the superblock to the end of its block, the checksum itself being 0.</summary>
    private static uint Checksum(ReadOnlySpan<byte> content)
    {
        var checksum = uint.MaxValue;
        foreach (var value in content)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return checksum;
    }
}
