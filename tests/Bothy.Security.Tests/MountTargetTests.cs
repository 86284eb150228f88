using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests;

/// <summary>What is mounted into an environment stays in it, whatever links an image or an earlier start left in its place.</summary>
public sealed class MountTargetTests(Laboratory laboratory)
{
    private static readonly IReadOnlySet<Protection> None = new HashSet<Protection>();

    [Theory]
    [InlineData("../../../../../..")]
    [InlineData("/../../..")]
    [InlineData("/proc/1/root")]
    [InlineData("/proc/self/cwd/../../../..")]
    public async Task Start_TargetIsLinkOutwards_TouchesNothingOutside(string way)
    {
        Assert.SkipWhen(Host.Missing is not null, Host.Missing ?? "");
        var outside = Directory.CreateDirectory(Path.Combine(laboratory.Directory, "outside")).FullName;
        var target = Path.Combine(laboratory.DiskPath(limited: true), "upper", "offered");
        var before = File.ReadAllText("/proc/self/mountinfo");
        Clear(target);
        File.CreateSymbolicLink(target, $"{way}{outside}/made");
        try
        {
            // Whether such a container starts or is refused is the runtime's to say; that nothing outside changes is not.
            try
            {
                await laboratory.RunAsync("be_root", new Stage(), None);
            }
            catch (Bothy.Sandboxes.Containers.ContainerException)
            {
            }

            Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
            File.ReadAllText("/proc/self/mountinfo").Split('\n').Where(line => line.Contains(outside, StringComparison.Ordinal)).ShouldBeEmpty(before);
        }
        finally
        {
            Clear(target);
        }
    }

    private static void Clear(string target)
    {
        if (new FileInfo(target).LinkTarget is not null)
        {
            File.Delete(target);
        }
        else if (Directory.Exists(target))
        {
            Directory.Delete(target);
        }
    }
}
