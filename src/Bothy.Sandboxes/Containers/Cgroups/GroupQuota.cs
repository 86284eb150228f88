using System.Globalization;
using Bothy.Linux.Cgroups;

namespace Bothy.Sandboxes.Containers.Cgroups;

/// <summary>The CPU that one group may use, and how often it gets it.</summary>
internal sealed class GroupQuota(CgroupHierarchy hierarchy, string group)
{
    private const int PeriodMicroseconds = 100_000;

    /// <summary>Of a group that is slowed: the longest that the kernel takes, so that there is time to let every process out of it.</summary>
    private const int LongPeriodMicroseconds = 1_000_000;

    /// <summary>What it was given, in thousandths of a core, whether it is slowed or not. Null where nothing was, as in a group that is just being made.</summary>
    public int? Given
    {
        get
        {
            var file = Path.Combine(group, hierarchy.IsUnified ? "cpu.max" : "cpu.cfs_quota_us");
            return long.TryParse(File.ReadAllText(file).Split(' ')[0], NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var quota) && quota > 0
                ? (int)(quota * 1000 / PeriodMicroseconds)
                : null;
        }
    }

    /// <summary>How many processors so much is worth, begun ones included.</summary>
    public static int Processors(int millis) => (millis + 999) / 1000;

    /// <summary>Gives it so much, in the usual periods.</summary>
    public void Give(int millis)
    {
        var quota = (long)millis * PeriodMicroseconds / 1000;
        if (hierarchy.IsUnified)
        {
            CgroupDirectory.Write(group, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{quota} {PeriodMicroseconds}"));
        }
        else
        {
            Slow(false);
            CgroupDirectory.Write(group, "cpu.cfs_quota_us", quota.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>
    /// Lets it have its quota a tenth as often, or as often as usual. What is so already is not written again: with each write the kernel gives the quota once more (tg_set_cfs_bandwidth).
    /// </summary>
    /// <exception cref="IOException">There is no such group, or in v1 one below it was given more than would be left.</exception>
    public void Slow(bool isSlow)
    {
        var period = (isSlow ? LongPeriodMicroseconds : PeriodMicroseconds).ToString(CultureInfo.InvariantCulture);
        var file = hierarchy.IsUnified ? "cpu.max" : "cpu.cfs_period_us";
        var before = File.ReadAllText(Path.Combine(group, file)).Trim().Split(' ');
        if (before[^1] != period && before[0] != "max")
        {
            CgroupDirectory.Write(group, file, string.Join(' ', [.. before[..^1], period]));
        }
    }
}
