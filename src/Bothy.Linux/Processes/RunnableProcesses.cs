using System.Globalization;
using System.Text;
using Bothy.Linux.Cgroups;

namespace Bothy.Linux.Processes;

/// <summary>What runs on the host, or waits for a processor, at one moment: when it is first asked for.</summary>
/// <param name="hierarchy">Whose groups they are told by.</param>
public sealed class RunnableProcesses(CgroupHierarchy hierarchy)
{
    private readonly Lazy<int> count = new(ReadCount);
    private readonly Lazy<IReadOnlyList<string>> groups = new(() => [.. ReadGroups(hierarchy)]);

    /// <summary>How many there are, counting every thread (proc(5), <c>/proc/loadavg</c>). Costs one read.</summary>
    public int Count => count.Value;

    /// <summary>
    /// The group of each below the hierarchy's root, one character for each byte. Threads other than a process's first are not looked at. Costs a read for every process of the host.
    /// </summary>
    public IReadOnlyList<string> Groups => groups.Value;

    /// <summary>The state follows the name, which is in parentheses and may have others in it (proc_pid_stat(5)).</summary>
    internal static bool IsRunnable(string stat) =>
        stat.LastIndexOf(')') is >= 0 and var end && stat.AsSpan(end).StartsWith(") R", StringComparison.Ordinal);

    /// <summary>Lines are <c>number:controllers:path</c>; of the unified hierarchy <c>0::path</c> (cgroups(7)).</summary>
    internal static string? GroupIn(CgroupHierarchy hierarchy, string groups) =>
        groups.Split('\n')
            .Select(line => line.Split(':', 3))
            .FirstOrDefault(parts => parts.Length == 3 && (hierarchy.IsUnified ? parts[0] == "0" : parts[1].Split(',').Intersect(hierarchy.Controllers).Any()))?[2];

    private static int ReadCount()
    {
        var counts = File.ReadAllText("/proc/loadavg").Split(' ')[3];
        return int.Parse(counts.AsSpan(0, counts.IndexOf('/', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> ReadGroups(CgroupHierarchy hierarchy) =>
        Directory.EnumerateDirectories("/proc")
            .Where(directory => char.IsAsciiDigit(directory["/proc/".Length]))
            .Select(directory => IsRunnable(Read(directory, "stat")) ? GroupIn(hierarchy, Read(directory, "cgroup")) : null)
            .OfType<string>();

    private static string Read(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file), Encoding.Latin1);
        }
        catch (IOException)
        {
            // It has ended.
            return "";
        }
    }
}
