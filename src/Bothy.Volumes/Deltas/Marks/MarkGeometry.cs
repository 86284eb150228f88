using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Deltas.Marks;

/// <summary>How many blocks, words and pages of marks an address space has. A page of marks is the unit in which memory is taken for them.</summary>
internal readonly record struct MarkGeometry(long Length)
{
    /// <summary>Bytes of address space that a volume may have at most.</summary>
    public const long MaximumLength = 16L << 40;

    public const int PageSize = 4096;
    public const int WordsPerPage = PageSize / sizeof(ulong);
    public const int BlocksPerPage = WordsPerPage * MarkWord.Blocks;

    public long Blocks => Length / IBlockVolume.BlockSize;

    public long Words => (Blocks + MarkWord.Blocks - 1) / MarkWord.Blocks;

    public int Pages => (int)((Words + WordsPerPage - 1) / WordsPerPage);

    public static bool IsValid(long length) => length is > 0 and <= MaximumLength && length % IBlockVolume.BlockSize == 0;

    /// <summary>True if the word has no state that there is not, and marks no block beyond the end.</summary>
    public bool Allows(long index, ulong word)
    {
        if ((ulong)index >= (ulong)Words || !MarkWord.IsValid(word))
        {
            return false;
        }

        var left = Blocks - (index * MarkWord.Blocks);
        return left >= MarkWord.Blocks || (word & ~MarkWord.Mask(0, (int)left)) == 0;
    }
}
