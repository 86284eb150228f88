using System.Diagnostics;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Processes;

namespace Bothy.Linux.Tests.Processes;

public sealed class RunnableProcessesTests
{
    private static readonly CgroupHierarchy Old = new("cpu,cpuacct", "/sys/fs/cgroup/cpu", IsUnified: false, new HashSet<string> { "cpu", "cpuacct" });
    private static readonly CgroupHierarchy Unified = new("unified", "/sys/fs/cgroup", IsUnified: true, new HashSet<string>());

    [Theory]
    [InlineData("12 (sh) R 1 12", true)]
    [InlineData("12 (sh) S 1 12", false)]
    [InlineData("12 (a) R 1 (b) S 1 12", false)]
    [InlineData("12 (a b) S) R 1 12", true)]
    [InlineData("", false)]
    [InlineData("12 (sh", false)]
    public void IsRunnable_WhateverItsName_IsReadFromTheState(string stat, bool expected) => RunnableProcesses.IsRunnable(stat).ShouldBe(expected);

    [Fact]
    public void GroupIn_SeveralHierarchies_IsThatOfTheOneAskedFor()
    {
        const string groups = "4:cpu,cpuacct:/one:with:colons\n3:cpuset:/two\n1:name=systemd:/three\n0::/four\n";

        RunnableProcesses.GroupIn(Old, groups).ShouldBe("/one:with:colons");
        RunnableProcesses.GroupIn(Unified, groups).ShouldBe("/four");
        RunnableProcesses.GroupIn(Old, "3:cpuset:/two\n").ShouldBeNull();
        RunnableProcesses.GroupIn(Old, "").ShouldBeNull("it ended meanwhile");
    }

    [Fact]
    public void Count_OneMoreRuns_IsAmongThem()
    {
        using var spinner = Process.Start("sh", ["-c", "while :; do :; done"]);
        try
        {
            var hierarchy = CgroupHierarchy.Detect().FirstOrDefault(one => one.IsUnified || one.Controllers.Contains("cpu"));
            Assert.SkipWhen(hierarchy is null, "needs control groups");
            var runnable = new RunnableProcesses(hierarchy);
            runnable.Count.ShouldBeGreaterThan(0);
            runnable.Groups.ShouldContain(RunnableProcesses.GroupIn(hierarchy, File.ReadAllText($"/proc/{spinner.Id}/cgroup"))!);
        }
        finally
        {
            spinner.Kill();
            spinner.WaitForExit();
        }
    }
}
