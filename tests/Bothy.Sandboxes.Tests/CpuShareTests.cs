using Bothy.Linux.Cgroups;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Sandboxes.Tests;

public sealed class CpuShareTests
{
    [Theory]
    [InlineData(1000, 1024, 100)]
    [InlineData(500, 512, 50)]
    [InlineData(16_000, 16_384, 1600)]
    [InlineData(1, 2, 1)]
    [InlineData(1_000_000, 262_144, 10_000)]
    public void Of_Millis_IsInProportionAndInTheKernelsRange(int millis, long shares, long weight)
    {
        var share = CpuShare.Of(millis);

        (share.Shares, share.Weight).ShouldBe((shares, weight));
    }

    [Fact]
    public async Task Yield_StoppedByItsQuota_HasAnEighthUntilItHasAllAgain()
    {
        Assert.SkipUnless(System.Environment.UserName == "root", "needs root");
        var hierarchies = CgroupHierarchy.Detect();
        var cpu = hierarchies.FirstOrDefault(hierarchy => hierarchy.Controllers.Contains("cpu"));
        Assert.SkipWhen(cpu is null, "needs the cpu controller");
        var name = $"bothy-greed-{System.Environment.ProcessId}";
        var cgroup = new EnvironmentCgroup(hierarchies, name, "one");
        using var spinner = System.Diagnostics.Process.Start("sh", ["-c", "while :; do :; done"]);
        try
        {
            cgroup.ReadWant().ShouldBeNull();
            cgroup.Apply(new EnvironmentLimits(160, 256 << 20, 256));
            cgroup.ReadWant()!.Value.Throttled.ShouldBe(0);
            CgroupDirectory.MoveProcess(Path.Combine(cpu.Path, name, "one", "work"), spinner.Id);
            var deadline = DateTime.UtcNow.AddSeconds(20);
            while (cgroup.ReadWant()!.Value.Throttled == 0)
            {
                (DateTime.UtcNow < deadline).ShouldBeTrue("its quota stops it");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            string Read() => File.ReadAllText(Path.Combine(cpu.Path, name, "one", cpu.IsUnified ? "cpu.weight" : "cpu.shares")).Trim();
            cgroup.Yield(true);
            Read().ShouldBe(cpu.IsUnified ? "2" : "20");
            cgroup.Yield(false);
            Read().ShouldBe(cpu.IsUnified ? "16" : "163");
        }
        finally
        {
            spinner.Kill();
            spinner.WaitForExit();
            cgroup.TryRemove();
            foreach (var hierarchy in hierarchies)
            {
                CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, name));
            }
        }
    }

    [Fact]
    public void Apply_Limits_AreInTheKernelsFiles()
    {
        Assert.SkipUnless(System.Environment.UserName == "root", "needs root");
        var hierarchies = CgroupHierarchy.Detect();
        var cpu = hierarchies.FirstOrDefault(hierarchy => hierarchy.Controllers.Contains("cpu"));
        Assert.SkipWhen(cpu is null, "needs the cpu controller");
        var name = $"bothy-shares-{System.Environment.ProcessId}";
        var cgroup = new EnvironmentCgroup(hierarchies, name, "one");
        try
        {
            cgroup.Apply(new EnvironmentLimits(1500, 256 << 20, 256));

            string Read(string group, string file) => File.ReadAllText(Path.Combine(cpu.Path, name, "one", group, file)).Trim();
            var weight = cpu.IsUnified ? "cpu.weight" : "cpu.shares";
            Read("..", weight).ShouldBe(cpu.IsUnified ? "12" : "128", "the host's own go first");
            Read("", weight).ShouldBe(cpu.IsUnified ? "150" : "1536");
            int.Parse(Read("interactive", weight)).ShouldBe(8 * int.Parse(Read("work", weight)));
            foreach (var group in (string[])["interactive", "work"])
            {
                Read(group, cpu.IsUnified ? "cpu.max" : "cpu.cfs_quota_us").ShouldStartWith("150000");
            }
        }
        finally
        {
            cgroup.TryRemove();
            foreach (var hierarchy in hierarchies)
            {
                CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, name));
            }
        }
    }
}
