using System.Globalization;

namespace Bothy.Runner.Disks;

/// <summary>Says in time that a disk is nearly full: at its limit programs fail to write, with messages that seldom name the reason.</summary>
internal static class DiskWarning
{
    private const long GiB = 1L << 30;
    private const long PlentyLeft = 4 * GiB;
    private const int TightPercent = 10;

    /// <summary>A warning where less than a tenth is left, and less than 4 GiB; null otherwise.</summary>
    public static string? For(long usedBytes, long limitBytes)
    {
        var left = Math.Max(0, limitBytes - usedBytes);
        if (left >= PlentyLeft || left * 100 >= limitBytes * TightPercent)
        {
            return null;
        }

        var amount = string.Create(CultureInfo.InvariantCulture, $"{left / (double)GiB:0.0} of {limitBytes / (double)GiB:0.0} GiB are left");
        return left == 0
            ? "The disk is full: nothing can be written. Delete something, or raise the disk limit of the environment's class, which takes effect at once."
            : $"The disk is nearly full: {amount}. Delete something, or raise the disk limit of the environment's class, which takes effect at once.";
    }
}
