namespace Bothy.Images.Erofs;

/// <summary>Numbers of the format (Linux, fs/erofs/erofs_fs.h), and those that this writer chooses. Everything is little-endian.</summary>
internal static class ErofsFormat
{
    /// <summary>Of 4096 bytes: the only size that Linux before 6.4 can read everywhere.</summary>
    public const int BlockSize = 1 << BlockBits;

    public const int BlockBits = 12;

    /// <summary>Inodes lie at multiples of this; which, is their number.</summary>
    public const int SlotSize = 32;

    public const int SuperblockOffset = 1024;
    public const int SuperblockSize = 128;
    public const int InodeSize = 64;

    /// <summary>Where an inode has how many names it has.</summary>
    public const int InodeNamesOffset = 44;

    public const int DirectoryEntrySize = 12;
    public const int AttributeHeaderSize = 12;
    public const int AttributeEntrySize = 4;

    /// <summary>Chunks of volumes have this size: what begins at a multiple of it is the same chunks in every image that has it.</summary>
    public const int RegionSize = 128 * 1024;

    /// <summary>Where the root's inode lies: its number must fit into 16 bits.</summary>
    public const int RootInode = SuperblockOffset + SuperblockSize;

    /// <summary>Longest inode that has its content with it, in bytes: at least two of them lie in a block.</summary>
    public const int LongestPacked = BlockSize / 2;

    /// <summary>Rounds up.</summary>
    public static long Align(long value, int to) => (value + to - 1) / to * to;

    /// <summary>
    /// Where something of a length goes that must come after <paramref name="position"/>: in a slot, and in one block if it is no longer than one, so that
    /// neither an inode nor content that lies with one is split.
    /// </summary>
    public static long Place(long position, long length)
    {
        var start = Align(position, SlotSize);
        return (start % BlockSize) + Math.Min(length, BlockSize) > BlockSize ? Align(start, BlockSize) : start;
    }
}
