using Bothy.Linux.Mounts;

namespace Bothy.Linux.Cgroups;

/// <summary>One mounted control group hierarchy: a v1 one with its controllers, or the unified one (cgroups(7)).</summary>
/// <param name="Name">The directory's name for v1 (as in <c>cpu,cpuacct</c>); <c>unified</c> for v2.</param>
/// <param name="Path">Where it is mounted.</param>
public sealed record CgroupHierarchy(string Name, string Path, bool IsUnified, IReadOnlySet<string> Controllers)
{
    private static readonly string[] Known =
        ["cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "net_cls", "net_prio", "blkio", "pids", "perf_event", "hugetlb", "rdma", "misc"];

    /// <summary>What the host has mounted: v1, v2 and hybrid layouts are all returned as they are.</summary>
    public static IReadOnlyList<CgroupHierarchy> Detect() => Detect(MountTable.Read(), ReadUnifiedControllers);

    internal static IReadOnlyList<CgroupHierarchy> Detect(IReadOnlyList<MountEntry> mounts, Func<string, IReadOnlySet<string>> unifiedControllers)
    {
        var found = new List<CgroupHierarchy>();
        foreach (var mount in mounts)
        {
            if (mount.Root != "/" || found.Any(hierarchy => hierarchy.Path == mount.Target))
            {
                continue;
            }

            if (mount.Type == "cgroup2")
            {
                found.Add(new CgroupHierarchy("unified", mount.Target, IsUnified: true, unifiedControllers(mount.Target)));
            }
            else if (mount.Type == "cgroup")
            {
                // One without controllers has a name (name=systemd); container runtimes use it all the same.
                var controllers = mount.SuperOptions.Split(',').Intersect(Known).ToHashSet();
                found.Add(new CgroupHierarchy(System.IO.Path.GetFileName(mount.Target), mount.Target, IsUnified: false, controllers));
            }
        }

        return found;
    }

    private static HashSet<string> ReadUnifiedControllers(string path) =>
        File.ReadAllText(System.IO.Path.Combine(path, "cgroup.controllers"))
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet();
}
