using System.Globalization;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Processes;

namespace Bothy.Sandboxes.Containers.Cgroups;

/// <summary>Crowds of an environment's processes that all want to run, as those of a fork bomb do.</summary>
public sealed class EnvironmentCrowds(EnvironmentCgroup cgroup)
{
    /// <summary>True where the kernel lets processes out of it before their quota stops them.</summary>
    public static bool CanBeSlowed { get; } = Environment.OSVersion.Version >= new Version(6, 18);

    /// <summary>Whether there are so many processes and threads that <see cref="Find"/> may find something. Costs little.</summary>
    public bool MayBe(int each)
    {
        try
        {
            return cgroup.PathOf("pids") is { } pids
                && int.Parse(File.ReadAllText(Path.Combine(pids, "pids.current")), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) > Limit(each);
        }
        catch (IOException)
        {
            // It was stopped meanwhile.
            return false;
        }
    }

    /// <summary>In which of its groups more than so many processes want to run at one moment, for each processor that the quota is worth.</summary>
    /// <param name="runnable">By groups of the hierarchy that divides the CPU.</param>
    public IReadOnlyList<string> Find(int each, RunnableProcesses runnable)
    {
        try
        {
            // To look at every process of the host is worth it only where there can be that many.
            var limit = Limit(each);
            return runnable.Count <= limit
                ? []
                : [.. EnvironmentCgroup.QuotaGroups.Where(group => runnable.Groups.Count(path => $"{path}/".StartsWith($"{cgroup.NameOf(group)}/", StringComparison.Ordinal)) > limit)];
        }
        catch (IOException)
        {
            // It was stopped meanwhile.
            return [];
        }
    }

    /// <summary>
    /// Gives these groups a tenth of their quota, and all others the whole again. In the long pauses every process of a crowd comes to where it holds nothing that anybody waits for: of
    /// locks that the kernel keeps on what environments share, as on the files of an image while a process forks, the next is otherwise always one that waits for its turn among thousands.
    /// Before Linux 6.18 a quota stops processes with the locks that they hold, which makes it worse: see <see cref="CanBeSlowed"/>.
    /// </summary>
    public void Slow(IReadOnlyList<string> groups)
    {
        foreach (var group in EnvironmentCgroup.QuotaGroups)
        {
            try
            {
                cgroup.Quota(group)?.Slow(groups.Contains(group));
            }
            catch (IOException)
            {
                // It was stopped meanwhile, or root inside gave a group of its own more than is left: in v1 that cannot be taken away. It stays confined.
            }
        }
    }

    private int Limit(int each) => cgroup.QuotaMillis is { } millis ? each * GroupQuota.Processors(millis) : int.MaxValue;
}
