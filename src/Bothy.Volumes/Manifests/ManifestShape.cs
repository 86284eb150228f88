namespace Bothy.Volumes.Manifests;

/// <summary>
/// How many levels a manifest has: leaves (level 0) refer to <see cref="FanOut"/> chunks each, inner nodes to as many nodes of the level
/// below, and there are as few levels as cover all chunks.
/// </summary>
internal static class ManifestShape
{
    public const int FanOutBits = 7;

    /// <summary>Children of a node.</summary>
    public const int FanOut = 1 << FanOutBits;

    /// <summary>2^42 chunks, which is more than an address space of 2^63 bytes needs.</summary>
    public const int MaximumLevel = 5;

    /// <summary>The root's level.</summary>
    public static int RootLevel(long chunks)
    {
        var level = 0;
        while (chunks - 1 >> (FanOutBits * (level + 1)) > 0)
        {
            level++;
        }

        return level;
    }

    /// <summary>Which node of a level is above a chunk.</summary>
    public static long NodeAbove(long chunk, int level) => chunk >> (FanOutBits * (level + 1));

    /// <summary>Which child of its node of a level a chunk is below.</summary>
    public static int ChildAbove(long chunk, int level) => (int)(chunk >> (FanOutBits * level)) & (FanOut - 1);
}
