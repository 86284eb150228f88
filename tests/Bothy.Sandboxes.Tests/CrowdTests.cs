using System.Diagnostics;
using System.Globalization;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Processes;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Sandboxes.Tests;

/// <summary>Crowds of real processes in a real environment's groups.</summary>
public sealed class CrowdTests : IDisposable
{
    private const int Many = 24;

    private readonly string name = $"bothy-crowd-{System.Environment.ProcessId}";
    private readonly IReadOnlyList<CgroupHierarchy> hierarchies = CgroupHierarchy.Detect();
    private readonly List<Process> processes = [];
    private readonly CgroupHierarchy? cpu;
    private readonly EnvironmentCgroup cgroup;

    public CrowdTests()
    {
        Assert.SkipUnless(System.Environment.UserName == "root", "needs root");
        cpu = hierarchies.FirstOrDefault(hierarchy => hierarchy.Controllers.Contains("cpu"));
        Assert.SkipWhen(cpu is null || !hierarchies.Any(hierarchy => hierarchy.Controllers.Contains("pids")), "needs the cpu and pids controllers");
        cgroup = new EnvironmentCgroup(hierarchies, name, "one");
        cgroup.Apply(new EnvironmentLimits(300, 256 << 20, 256));
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        SpinWait.SpinUntil(cgroup.TryRemove, TimeSpan.FromSeconds(10)).ShouldBeTrue("what was killed is buried a moment later");
        foreach (var hierarchy in hierarchies)
        {
            CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, name));
        }
    }

    [Theory]
    [InlineData("work")]
    [InlineData("work/nested")]
    public void Find_ManyThatRun_AreFoundInTheirGroupAlone(string group)
    {
        Start(group, "while :; do :; done", Many);

        Eventually(() => Find(Many / 2).SequenceEqual(["work"]));
        Find(2 * Many).ShouldBeEmpty("they are fewer");
        Eventually(() => Crowds.MayBe(Many / 2));
        Crowds.MayBe(2 * Many).ShouldBeFalse();
        new EnvironmentCrowds(new EnvironmentCgroup(hierarchies, name, "another")).Find(0, new RunnableProcesses(cpu!)).ShouldBeEmpty("there is no such environment");
    }

    [Fact]
    public void Find_ManyThatSleepOrRunElsewhere_AreNone()
    {
        Start("work", "exec sleep 60", Many);
        Start(null, "while :; do :; done", Many);

        Eventually(() => Crowds.MayBe(Many / 2));
        Find(Many / 2).ShouldBeEmpty();
    }

    [Fact]
    public void Slow_OneGroup_HasATenthOfItsQuotaUntilItHasAllAgain()
    {
        Crowds.Slow(["work"]);
        (Quota("work"), Quota("interactive"), Quota("agent")).ShouldBe((0.03, 0.3, null));

        // What else depends on the quota goes by what was given.
        cgroup.Yield(false);
        File.ReadAllText(Path.Combine(cpu!.Path, name, "one", cpu.IsUnified ? "cpu.weight" : "cpu.shares")).Trim().ShouldBe(cpu.IsUnified ? "30" : "307");

        Crowds.Slow([]);
        (Quota("work"), Quota("interactive")).ShouldBe((0.3, 0.3));

        Crowds.Slow(["work"]);
        cgroup.Apply(new EnvironmentLimits(400, 256 << 20, 256));
        (Quota("work"), Quota("interactive")).ShouldBe((0.4, 0.4));
    }

    /// <summary>Nested groups with a quota of their own are docker's, as of <c>--cpus</c>.</summary>
    [Fact]
    public void Slow_GroupsInsideHaveQuotas_NothingFails()
    {
        var nested = Directory.CreateDirectory(Path.Combine(cpu!.Path, name, "one", "work", "nested")).FullName;
        Assert.SkipUnless(File.Exists(Path.Combine(nested, "cpu.cfs_quota_us")), "in cgroup v2 a group may have more than the one above it");
        CgroupDirectory.Write(nested, "cpu.cfs_quota_us", "20000");

        Crowds.Slow(["work"]);
        Crowds.Slow([]);

        Quota("work").ShouldBe(0.3);
    }

    private EnvironmentCrowds Crowds => new(cgroup);

    private IReadOnlyList<string> Find(int each) => Crowds.Find(each, new RunnableProcesses(cpu!));

    /// <summary>Processors' worth; null where there is no limit.</summary>
    private double? Quota(string group)
    {
        string[] Read(string file) => File.ReadAllText(Path.Combine(cpu!.Path, name, "one", group, file)).Trim().Split(' ');
        string[] both = cpu!.IsUnified ? Read("cpu.max") : [Read("cpu.cfs_quota_us")[0], Read("cpu.cfs_period_us")[0]];
        return both[0] is "max" or "-1" ? null : double.Parse(both[0], CultureInfo.InvariantCulture) / double.Parse(both[1], CultureInfo.InvariantCulture);
    }

    /// <param name="group">Null for none of the environment's.</param>
    private void Start(string? group, string script, int count)
    {
        string[] groups = group is null ? [] : [.. hierarchies
            .Where(hierarchy => hierarchy.Controllers.Contains("cpu") || hierarchy.Controllers.Contains("pids"))
            .Select(hierarchy => Directory.CreateDirectory(Path.Combine(hierarchy.Path, name, "one", group)).FullName)];
        for (var i = 0; i < count; i++)
        {
            processes.Add(Process.Start("sh", ["-c", $"for group; do echo $$ > $group/cgroup.procs; done; {script}", "sh", .. groups]));
        }
    }

    private static void Eventually(Func<bool> condition) => SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)).ShouldBeTrue("they are seen");
}
