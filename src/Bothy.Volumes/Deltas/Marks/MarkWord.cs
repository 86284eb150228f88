using System.Numerics;

namespace Bothy.Volumes.Deltas.Marks;

/// <summary>The marks of 32 neighbouring blocks in 64 bits; block 0 of them in the lowest two.</summary>
internal static class MarkWord
{
    public const int Blocks = 32;
    private const ulong Low = 0x5555_5555_5555_5555;

    /// <summary>The word in which all blocks have that state.</summary>
    public static ulong Filled(MarkState state) => Low * (ulong)state;

    /// <summary>The bits of <paramref name="count"/> blocks from the one at <paramref name="first"/>.</summary>
    public static ulong Mask(int first, int count) => (count == Blocks ? ulong.MaxValue : (1UL << (count * 2)) - 1) << (first * 2);

    public static MarkState At(ulong word, int block) => (MarkState)((word >> (block * 2)) & 3);

    /// <summary>How many blocks from <paramref name="first"/> to the word's end are in <paramref name="state"/> without a gap.</summary>
    public static int Run(ulong word, int first, MarkState state)
    {
        var difference = (word ^ Filled(state)) >> (first * 2);
        return difference == 0 ? Blocks - first : BitOperations.TrailingZeroCount(difference) / 2;
    }

    /// <summary>How many blocks are not absent.</summary>
    public static int CountMarked(ulong word) => BitOperations.PopCount((word | (word >> 1)) & Low);

    /// <summary>False if a block has a state that there is not.</summary>
    public static bool IsValid(ulong word) => (word & (word >> 1) & Low) == 0;
}
