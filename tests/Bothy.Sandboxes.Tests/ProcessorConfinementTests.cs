using System.Diagnostics;
using Bothy.Linux.Cgroups;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Sandboxes.Tests;

/// <summary>The processors of a real environment's groups, as the kernel tells the processes in them.</summary>
public sealed class ProcessorConfinementTests : IDisposable
{
    private readonly string name = $"bothy-confined-{System.Environment.ProcessId}";
    private readonly IReadOnlyList<CgroupHierarchy> hierarchies = CgroupHierarchy.Detect();
    private readonly List<Process> processes = [];
    private readonly CgroupHierarchy? cpuset;
    private readonly EnvironmentCgroup cgroup;

    public ProcessorConfinementTests()
    {
        Assert.SkipUnless(System.Environment.UserName == "root", "needs root");
        cpuset = hierarchies.FirstOrDefault(hierarchy => hierarchy.Controllers.Contains("cpuset"));
        Assert.SkipWhen(cpuset is null, "needs the cpuset controller");
        Assert.SkipUnless(All.Count > 1, "needs two processors");
        cgroup = new EnvironmentCgroup(hierarchies, name, "one");
        cgroup.Apply(new EnvironmentLimits(1000, 256 << 20, 256));
    }

    private IReadOnlyList<int> All => ProcessorList.Parse(File.ReadAllText(Path.Combine(cpuset!.Path, cpuset.IsUnified ? "cpuset.cpus.effective" : "cpuset.cpus")));

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        cgroup.TryRemove();
        foreach (var hierarchy in hierarchies)
        {
            CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, name));
        }
    }

    [Fact]
    public void Confine_ThenNoLonger_HoldsForWhatRunsBelowAndNotForTheAgent()
    {
        var (agent, work, nested) = (Start("agent"), Start("work"), Start("work/nested"));
        var last = All[^1];

        cgroup.Confine((count, all) => all.TakeLast(count).ToList()).ShouldBeTrue();
        (Allowed(agent), Allowed(work), Allowed(nested)).ShouldBe((All.Count, 1, 1));
        ProcessorsOf(nested).ShouldBe([last]);
        Allowed(Start("work/later")).ShouldBe(1);

        cgroup.Confine((_, _) => [All[0]]).ShouldBeTrue();
        ProcessorsOf(nested).ShouldBe([All[0]]);

        Release();
        processes.ShouldAllBe(process => Allowed(process) == All.Count);
    }

    [Fact]
    public void Confine_KilledInTheMiddle_IsUndoneByTheNext()
    {
        var nested = Start("work/nested");
        cgroup.Confine((_, all) => [all[^1]]).ShouldBeTrue();
        cgroup.Confine(null).ShouldBeFalse();

        // An engine that read what there was before, and writes it now.
        Assert.SkipWhen(cpuset!.IsUnified, "in cgroup v2 groups inside are not touched");
        CgroupDirectory.Write(Group("work/nested"), "cpuset.cpus", $"{All[^1]}");
        Allowed(nested).ShouldBe(1);

        new EnvironmentCgroup(hierarchies, name, "one").Confine(null).ShouldBeTrue();
        Allowed(nested).ShouldBe(All.Count);
        ProcessorList.Parse(File.ReadAllText(Path.Combine(Group("interactive"), "cpuset.cpus"))).ShouldBe(All);
    }

    [Fact]
    public void Confine_NeverDone_LeavesWhatTheInsideChose()
    {
        Assert.SkipWhen(cpuset!.IsUnified, "in cgroup v2 groups inside are not touched");
        var nested = Start("work/nested");
        CgroupDirectory.Write(Group("work/nested"), "cpuset.cpus", $"{All[0]}");

        cgroup.Confine(null).ShouldBeTrue();
        ProcessorsOf(nested).ShouldBe([All[0]]);
    }

    [Fact]
    public void Confine_TheInsideDividesItsProcessors_IsConfinedAndReleasedAllTheSame()
    {
        Assert.SkipWhen(cpuset!.IsUnified, "in cgroup v2 groups inside are not touched");
        var (divided, below) = (Start("work/divided"), Start("work/divided/below"));
        CgroupDirectory.Write(Group("work/divided/below"), "cpuset.cpus", $"{All[0]}");
        Start("work/empty").Kill();
        Directory.CreateDirectory(Group("work/without"));

        cgroup.Confine((_, all) => [all[^1]]).ShouldBeTrue();
        ProcessorsOf(divided).ShouldBe([All[^1]]);
        ProcessorsOf(below).ShouldBe([All[^1]], "nobody gets around it");
        Release();
        (Allowed(divided), Allowed(below)).ShouldBe((All.Count, All.Count));
    }

    [Fact]
    public void Confine_GroupWhoseNameIsNoText_IsNoObstacle()
    {
        const string script =
            """
            mkdir "$0/$(printf '\377')"
            cat "$0/cpuset.cpus" > "$0/$(printf '\377')/cpuset.cpus" || true
            """;
        using (var inside = Process.Start("sh", ["-c", script, Group("work")]))
        {
            inside.WaitForExit();
        }

        var work = Start("work");
        cgroup.Confine((_, all) => [all[^1]]).ShouldBe(cpuset!.IsUnified, "in cgroup v1 none may have less than one below it");
        Allowed(work).ShouldBe(cpuset.IsUnified ? 1 : All.Count);
        cgroup.Confine(null);
        cgroup.Confine(null).ShouldBeTrue();
        ProcessorList.Parse(File.ReadAllText(Path.Combine(Group("interactive"), "cpuset.cpus"))).ShouldBe(All);

        work.Kill();
        work.WaitForExit();
        SpinWait.SpinUntil(cgroup.TryRemove, TimeSpan.FromSeconds(10)).ShouldBeTrue("what was killed is buried a moment later");
    }

    /// <summary>In two steps, for what is being made inside meanwhile.</summary>
    private void Release()
    {
        cgroup.Confine(null).ShouldBeFalse();
        cgroup.Confine(null).ShouldBeTrue();
        cgroup.Confine(null).ShouldBeTrue();
    }

    private string Group(string group) => Path.Combine(cpuset!.Path, name, "one", group);

    /// <summary>A process in one of the environment's groups, which is made as an engine inside would make it.</summary>
    private Process Start(string group)
    {
        if (!Directory.Exists(Group(group)))
        {
            Directory.CreateDirectory(Group(group));
            foreach (var file in cpuset!.IsUnified ? [] : (string[])["cpuset.cpus", "cpuset.mems"])
            {
                CgroupDirectory.Write(Group(group), file, File.ReadAllText(Path.Combine(Path.GetDirectoryName(Group(group))!, file)).Trim());
            }
        }

        var process = Process.Start("sleep", "1000");
        processes.Add(process);
        CgroupDirectory.MoveProcess(Group(group), process.Id);
        return process;
    }

    /// <summary>Of those that are there: a process that was never restricted may have more, which could come.</summary>
    private int Allowed(Process process) => ProcessorsOf(process).Intersect(All).Count();

    private static IReadOnlyList<int> ProcessorsOf(Process process) => ProcessorList.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))["Cpus_allowed_list:".Length..]);
}
