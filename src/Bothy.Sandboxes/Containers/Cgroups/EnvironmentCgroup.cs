using System.Globalization;
using System.Runtime.InteropServices;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Paths;

namespace Bothy.Sandboxes.Containers.Cgroups;

/// <summary>
/// The control groups of one environment: <c>work</c> is the root of what the environment sees; <c>interactive</c> has what runs in terminals, and
/// a CPU quota of its own, so that these answer however busy the builds are; <c>agent</c> has none. Memory and process limits hold for all three together,
/// and so does the weight by which environments share the CPU.
/// </summary>
public sealed class EnvironmentCgroup
{
    private const string Agent = "agent";
    private const string Interactive = "interactive";
    private const string Work = "work";

    /// <summary>How much more of its environment's CPU a terminal gets than a build, where both want it.</summary>
    private const int Precedence = 8;

    /// <summary>
    /// What all environments together get where the host itself wants the same processor: one part in so many of the usual. What it runs beside them is short and serves them, as their
    /// volumes do. It is also a way around what was seen on Linux 6.18, where the running group seems to be counted twice when its weight changes: one whose processes sleep and wake all the
    /// time, as those of a fork bomb, keeps its processor from one of like weight for seconds, but hardly from one that weighs much more.
    /// </summary>
    private const int Installation = 8;

    /// <summary>What is left of the share of an environment that lets others go first: one part in so many.</summary>
    private const int Yielded = 8;

    /// <summary>Groups that root inside may make; each takes memory of the kernel.</summary>
    private const string MostGroups = "1000";

    /// <summary>Groups that have a quota.</summary>
    internal static readonly string[] QuotaGroups = [Interactive, Work];

    private static readonly string[] Groups = [Agent, Interactive, Work];
    private static readonly string[] DelegatedFiles = ["cgroup.procs", "tasks", "cgroup.threads", "cgroup.subtree_control"];

    private readonly IReadOnlyList<CgroupHierarchy> hierarchies;
    private readonly string parent;
    private readonly string name;
    private readonly string group;

    /// <param name="parent">The installation's group, directly below each hierarchy's root.</param>
    /// <param name="name">The environment's group below it.</param>
    public EnvironmentCgroup(IReadOnlyList<CgroupHierarchy> hierarchies, string parent, string name)
        : this(hierarchies, parent, name, Work)
    {
    }

    private EnvironmentCgroup(IReadOnlyList<CgroupHierarchy> hierarchies, string parent, string name, string group)
    {
        this.group = group;
        this.hierarchies = hierarchies;
        this.parent = parent;
        this.name = name;
    }

    /// <summary>The hierarchy that divides the CPU; null where none does.</summary>
    public CgroupHierarchy? Cpu => Having("cpu");

    /// <summary>The group for the runtime's <c>cgroupsPath</c>.</summary>
    public string RuntimePath => NameOf(group);

    /// <summary>The same environment for a container that runs beside its machine: in a group of its own, which the runtime makes and removes.</summary>
    public EnvironmentCgroup Beside(string other) => new(hierarchies, parent, name, other);

    /// <summary>Creates the groups and sets their limits; called again, sets the limits anew.</summary>
    /// <exception cref="IOException">The kernel refused one, as less memory than is in use; all others but that are set.</exception>
    public void Apply(EnvironmentLimits limits)
    {
        foreach (var hierarchy in Divided)
        {
            var environment = PathIn(hierarchy);
            Directory.CreateDirectory(environment);
            if (hierarchy.IsUnified)
            {
                Delegate(hierarchy, hierarchy.Path);
                Delegate(hierarchy, Path.Combine(hierarchy.Path, parent));
                Delegate(hierarchy, environment);
            }

            foreach (var group in Groups)
            {
                Directory.CreateDirectory(Path.Combine(environment, group));
            }

            if (hierarchy.Controllers.Contains("cpuset"))
            {
                foreach (var path in (string[])[Path.GetDirectoryName(environment)!, environment, .. Groups.Select(group => Path.Combine(environment, group))])
                {
                    new GroupProcessors(hierarchy, path).Inherit();
                }
            }
        }

        foreach (var hierarchy in Limited)
        {
            Directory.CreateDirectory(PathIn(hierarchy));
        }

        Limit("pids", "pids.max", "pids.max", limits.Pids.ToString(CultureInfo.InvariantCulture));
        if (Cpu is { } cpu)
        {
            var environment = PathIn(cpu);
            Weigh(cpu, Path.Combine(cpu.Path, parent), CpuShare.Usual.Part(Installation));
            Weigh(cpu, environment, CpuShare.Of(limits.CpuMillis));
            Weigh(cpu, Path.Combine(environment, Work), CpuShare.Usual);
            foreach (var group in (string[])[Agent, Interactive])
            {
                Weigh(cpu, Path.Combine(environment, group), CpuShare.Usual.Times(Precedence));
            }

            foreach (var group in QuotaGroups)
            {
                Quota(group)!.Give(limits.CpuMillis);
            }
        }

        // The one that may be refused comes last: v1 takes no limit below what is in use.
        Limit("memory", "memory.limit_in_bytes", "memory.max", limits.MemoryBytes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What says that it wants more CPU than it has, so far; null if it has no groups.</summary>
    public CpuWant? ReadWant()
    {
        if (Cpu is not { } cpu)
        {
            return null;
        }

        try
        {
            return new CpuWant(
                QuotaGroups.Sum(group => CgroupDirectory.ReadCounter(Path.Combine(PathIn(cpu), group), "cpu.stat", "nr_throttled")),
                hierarchies.FirstOrDefault(hierarchy => hierarchy.IsUnified) is { } unified ? CpuWant.ReadWaited(PathIn(unified)) : TimeSpan.Zero);
        }
        catch (IOException)
        {
            // It was stopped meanwhile.
            return null;
        }
    }

    /// <summary>Lets other environments have the CPU first, or no longer; its quota stays. Does nothing if it has no groups.</summary>
    public void Yield(bool yields)
    {
        if (Cpu is not { } cpu)
        {
            return;
        }

        try
        {
            if (QuotaMillis is { } millis)
            {
                var share = CpuShare.Of(millis);
                Weigh(cpu, PathIn(cpu), yields ? share.Part(Yielded) : share);
            }
        }
        catch (IOException)
        {
            // It was stopped meanwhile.
        }
    }

    /// <summary>
    /// Keeps what it runs on as many processors as its quota is worth, so that others are free for whoever wants less; not the agent. What root inside chose for groups of its own in
    /// cgroup v1 is forgotten with that.
    /// </summary>
    /// <param name="choose">Given how many, and all there are; null if it shall have all.</param>
    /// <returns>False if there is more to do: to be called again after a while.</returns>
    public bool Confine(Func<int, IReadOnlyList<int>, IReadOnlyList<int>?>? choose)
    {
        if (Cpu is not { } cpu || Cpuset is not { } cpuset || !Directory.Exists(Path.Combine(PathIn(cpuset), Interactive)))
        {
            return true;
        }

        var (interactive, work) = (ProcessorsOf(cpuset, Interactive), ProcessorsOf(cpuset, Work));
        try
        {
            var all = new GroupProcessors(cpuset, PathIn(cpuset)).InForce;
            var before = interactive.Given;
            var wanted = choose is not null && QuotaMillis is { } millis ? choose(GroupQuota.Processors(millis), all) : null;
            if (wanted is null)
            {
                return before.Count == 0 || before.SequenceEqual(all) || Release(interactive, work, all);
            }

            if (!wanted.SequenceEqual(before))
            {
                work.Widen(all);
            }

            // What nothing inside can change is narrowed first and widened last: whoever comes after a kill finds what there is to undo.
            interactive.Narrow(wanted);
            work.Narrow(wanted);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Is done at the second call: a group that was just being made inside may have taken over too little.</summary>
    private static bool Release(GroupProcessors interactive, GroupProcessors work, IReadOnlyList<int> all)
    {
        var isSecond = work.Given.SequenceEqual(all);
        work.Widen(all);
        if (isSecond)
        {
            interactive.Widen(all);
        }

        return isSecond;
    }

    /// <summary>
    /// Lets root inside make groups below <c>work</c> and put processes into them, as nested engines do. The files that hold its own limits
    /// stay the host's.
    /// </summary>
    /// <param name="owner">The host id of root inside.</param>
    public void Delegate(uint owner)
    {
        foreach (var hierarchy in hierarchies)
        {
            var group = Path.Combine(PathIn(hierarchy), Work);
            Directory.CreateDirectory(group);
            Ownership.Change(group, owner);
            foreach (var file in DelegatedFiles.Select(name => Path.Combine(group, name)).Where(File.Exists))
            {
                Ownership.Change(file, owner);
            }

            if (hierarchy.IsUnified)
            {
                CgroupDirectory.Write(group, "cgroup.max.descendants", MostGroups);
            }
        }
    }

    /// <summary>
    /// Opens the membership files through which the agent's launcher places itself, named <c>group.hierarchy</c>. In v1 these are those of threads: for one that moves itself the kernel
    /// waits for nobody (cgroup_procs_write_start), while to move a process it waits until no fork is under way on the whole host, which takes seconds beside a fork bomb.
    /// </summary>
    public IReadOnlyList<(string Name, SafeHandle File)> OpenMembership()
    {
        var files = new List<(string, SafeHandle)>();
        foreach (var hierarchy in Divided)
        {
            foreach (var group in QuotaGroups)
            {
                var path = Path.Combine(PathIn(hierarchy), group, hierarchy.IsUnified ? "cgroup.procs" : "tasks");
                files.Add(($"{group}.{hierarchy.Name.Replace(',', '+')}", File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)));
            }
        }

        return files;
    }

    /// <summary>Takes the agent out of the quota.</summary>
    public void MoveAgent(int process)
    {
        foreach (var hierarchy in Divided)
        {
            CgroupDirectory.MoveProcess(Path.Combine(PathIn(hierarchy), Agent), process);
        }
    }

    /// <summary>Removes every group of the environment. Returns false while something still runs in one.</summary>
    public bool TryRemove()
    {
        var removed = true;
        foreach (var hierarchy in hierarchies)
        {
            removed &= CgroupDirectory.TryRemoveTree(PathIn(hierarchy));
        }

        return removed;
    }

    /// <summary>Names of all environments that have a group below <paramref name="parent"/> in any hierarchy.</summary>
    public static IReadOnlySet<string> List(IReadOnlyList<CgroupHierarchy> hierarchies, string parent) =>
        hierarchies
            .Select(hierarchy => Path.Combine(hierarchy.Path, parent))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(path => Path.GetFileName(path))
            .ToHashSet();

    /// <summary>
    /// Hierarchies in which the three groups are told apart: the CPU's, the processors', and the unified one where it has anything that is set here. In all others everything is in <c>work</c>.
    /// </summary>
    private IEnumerable<CgroupHierarchy> Divided =>
        hierarchies.Where(hierarchy => hierarchy.Controllers.Overlaps((string[])(hierarchy.IsUnified ? ["cpu", "cpuset", "memory", "pids"] : ["cpu", "cpuset"])));

    private IEnumerable<CgroupHierarchy> Limited =>
        hierarchies.Where(hierarchy => !hierarchy.IsUnified && (hierarchy.Controllers.Contains("memory") || hierarchy.Controllers.Contains("pids")));

    private CgroupHierarchy? Cpuset => Having("cpuset");

    /// <summary>The CPU that each of its groups with a quota was given, in thousandths of a core; null where there are none.</summary>
    internal int? QuotaMillis => Quota(Work)?.Given;

    internal GroupQuota? Quota(string group) => Cpu is { } cpu ? new GroupQuota(cpu, Path.Combine(PathIn(cpu), group)) : null;

    /// <summary>One of its groups as the kernel names it below a hierarchy's root.</summary>
    internal string NameOf(string group) => $"/{parent}/{name}/{group}";

    /// <summary>Its directory where the controller is; null where there is no such controller.</summary>
    internal string? PathOf(string controller) => Having(controller) is { } hierarchy ? PathIn(hierarchy) : null;

    private CgroupHierarchy? Having(string controller) => hierarchies.FirstOrDefault(hierarchy => hierarchy.Controllers.Contains(controller));

    private string PathIn(CgroupHierarchy hierarchy) => Path.Combine(hierarchy.Path, parent, name);

    private void Limit(string controller, string fileOfV1, string fileOfV2, string value)
    {
        if (Having(controller) is { } hierarchy)
        {
            CgroupDirectory.Write(PathIn(hierarchy), hierarchy.IsUnified ? fileOfV2 : fileOfV1, value);
        }
    }

    private GroupProcessors ProcessorsOf(CgroupHierarchy cpuset, string group) => new(cpuset, Path.Combine(PathIn(cpuset), group));

    private static void Weigh(CgroupHierarchy hierarchy, string group, CpuShare share) => CgroupDirectory.Write(
        group,
        hierarchy.IsUnified ? "cpu.weight" : "cpu.shares",
        (hierarchy.IsUnified ? share.Weight : share.Shares).ToString(CultureInfo.InvariantCulture));

    /// <summary>Lets the groups below <paramref name="group"/> be limited (cgroups(7), <c>cgroup.subtree_control</c>).</summary>
    private static void Delegate(CgroupHierarchy hierarchy, string group)
    {
        foreach (var controller in (string[])["cpu", "cpuset", "memory", "pids", "io"])
        {
            if (hierarchy.Controllers.Contains(controller))
            {
                CgroupDirectory.Write(group, "cgroup.subtree_control", "+" + controller);
            }
        }
    }
}
