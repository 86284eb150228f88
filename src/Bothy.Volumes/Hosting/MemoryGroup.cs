using System.Globalization;
using Bothy.Linux.Cgroups;

namespace Bothy.Volumes.Hosting;

/// <summary>
/// Whether this process shares limited memory with others in a control group of the first version, where who needs memory waits until others' pages are
/// written, be it to a disk that this process serves. The second version does not wait.
/// </summary>
internal static class MemoryGroup
{
    /// <summary>What the kernel shows where there is no limit, but for rounding.</summary>
    private const long Unlimited = long.MaxValue / 2;

    /// <summary>The limited group that this process is in or below; null if there is none.</summary>
    public static string? FindLimit()
    {
        if (CgroupHierarchy.Detect().FirstOrDefault(one => !one.IsUnified && one.Controllers.Contains("memory")) is not { } memory)
        {
            return null;
        }

        var own = File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).FirstOrDefault(fields => fields[1].Split(',').Contains("memory"));
        for (var group = own?[2]; !string.IsNullOrEmpty(group) && group != "/"; group = Path.GetDirectoryName(group))
        {
            var limit = Path.Combine(memory.Path, group.TrimStart('/'), "memory.limit_in_bytes");
            if (File.Exists(limit) && long.Parse(File.ReadAllText(limit), CultureInfo.InvariantCulture) < Unlimited)
            {
                return group;
            }
        }

        return null;
    }
}
