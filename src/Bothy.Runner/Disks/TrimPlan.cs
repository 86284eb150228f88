namespace Bothy.Runner.Disks;

/// <summary>
/// Says when a disk is to be trimmed: when its volume takes too much of the host for what the disk does not use. What a trim leaves may be the filesystem's own; that is
/// tried again after pauses that grow, and at once when there is much more of it.
/// </summary>
internal sealed class TrimPlan(TimeProvider time)
{
    private const long LeastSlack = 256L << 20;
    private const int PartOfLimit = 8;

    /// <summary>A little more than a filesystem's journal.</summary>
    private const long TightSlack = 96L << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private TimeSpan pause = FirstPause;
    private long left;
    private DateTimeOffset next = DateTimeOffset.MinValue;

    /// <summary>Bytes that a volume may take on the host for nothing before its disk is trimmed.</summary>
    /// <param name="limit">Bytes that the disk may hold.</param>
    /// <param name="isTight">The host has little left.</param>
    public static long SlackOf(long limit, bool isTight) => isTight ? TightSlack : Math.Max(LeastSlack, limit / PartOfLimit);

    /// <param name="garbage">Bytes that the volume takes on the host for what the disk does not use.</param>
    /// <param name="slack">What it may take, see <see cref="SlackOf"/>.</param>
    public bool IsDue(long garbage, long slack) => garbage > slack && (time.GetUtcNow() >= next || garbage - left > slack);

    /// <summary>The disk was trimmed.</summary>
    /// <param name="before">The garbage that there was.</param>
    /// <param name="after">The garbage that there is now.</param>
    /// <param name="slack">What it was that made the trim due.</param>
    public void Trimmed(long before, long after, long slack)
    {
        var isWorthwhile = before - after > slack / 2;
        pause = isWorthwhile ? FirstPause : Min(pause * 2, LongestPause);
        left = after;
        next = time.GetUtcNow() + pause;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
