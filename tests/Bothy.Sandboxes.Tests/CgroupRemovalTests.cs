using System.Diagnostics;
using Bothy.Linux.Cgroups;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Sandboxes.Tests;

/// <summary>Groups that root inside left behind, as it likes.</summary>
public sealed class CgroupRemovalTests
{
    [Theory]
    [InlineData("a name that is no text", """mkdir "$0/$(printf '\377')" "$0/$(printf '\377')/below" """)]
    [InlineData("more levels than a path can name", """cd "$0"; name=$(printf 'd%.0s' $(seq 200)); for level in $(seq 30); do mkdir "$name"; cd "$name"; done""")]
    public void Remove_GroupsThatWereMadeInside_NothingIsLeft(string what, string script)
    {
        Assert.SkipUnless(System.Environment.UserName == "root", "needs root");
        var hierarchies = CgroupHierarchy.Detect();
        var name = $"bothy-removed-{System.Environment.ProcessId}";
        var cgroup = new EnvironmentCgroup(hierarchies, name, "one");
        cgroup.Apply(new EnvironmentLimits(1000, 256 << 20, 256));
        foreach (var hierarchy in hierarchies.Where(hierarchy => hierarchy.Controllers.Contains("cpu") || hierarchy.Controllers.Contains("cpuset")))
        {
            using var inside = Process.Start("bash", ["-ec", script, Path.Combine(hierarchy.Path, name, "one", "work")]);
            inside.WaitForExit();
            inside.ExitCode.ShouldBe(0, what);
        }

        SpinWait.SpinUntil(cgroup.TryRemove, TimeSpan.FromSeconds(10)).ShouldBeTrue(what);
        foreach (var hierarchy in hierarchies)
        {
            CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, name)).ShouldBeTrue();
        }
    }
}
