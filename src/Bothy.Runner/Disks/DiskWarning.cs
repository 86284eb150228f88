using System.Globalization;

namespace Bothy.Runner.Disks;

/// <summary>Says in time that a disk is nearly full: at its limit programs fail to write, with messages that seldom name the reason.</summary>
internal static class DiskWarning
{
    private const long GiB = 1L << 30;
    private const long PlentyLeft = 4 * GiB;
    private const int TightPercent = 10;

    /// <summary>A limit is set in whole blocks.</summary>
    private const long Rounding = 4096;

    private const string ClassRemedy = "Delete something, or raise the disk limit of the environment's class, which takes effect at once.";
    private const string HostRemedy =
        "Delete files or environments on the host, or move its data directory to a larger filesystem; what is deleted in this environment helps as well.";

    /// <summary>A warning where less than 4 GiB are left, and either less than a tenth or the host has no more to give; null otherwise.</summary>
    /// <param name="usedBytes">What is on the disk.</param>
    /// <param name="limitBytes">What it may hold now.</param>
    /// <param name="classBytes">What its class allows: more than the limit where the host does not have that much.</param>
    public static string? For(long usedBytes, long limitBytes, long classBytes)
    {
        var left = Math.Max(0, limitBytes - usedBytes);
        var isHostsFault = IsHeldByHost(usedBytes, limitBytes, classBytes);
        if (left >= PlentyLeft || (!isHostsFault && left * 100 >= limitBytes * TightPercent))
        {
            return null;
        }

        return (isHostsFault, left) switch
        {
            (true, 0) => $"The host's disk is nearly full: nothing can be written, though the environment's class allows {Text(classBytes)} GiB. {HostRemedy}",
            (true, _) => $"The host's disk is nearly full: {Text(left)} GiB are left for this environment, though its class allows {Text(classBytes)} GiB. {HostRemedy}",
            (false, 0) => $"The disk is full: nothing can be written. {ClassRemedy}",
            _ => $"The disk is nearly full: {Text(left)} of {Text(limitBytes)} GiB are left. {ClassRemedy}",
        };
    }

    /// <summary>True where a disk may hold less than its class allows, since the host does not have that much.</summary>
    public static bool IsHeldByHost(long usedBytes, long limitBytes, long classBytes) =>
        Math.Max(usedBytes, limitBytes) + Rounding <= classBytes;

    private static string Text(long bytes) => (bytes / (double)GiB).ToString("0.0", CultureInfo.InvariantCulture);
}
