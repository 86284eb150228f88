using Bothy.Linux.Mounts;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Sandboxes.Tests;

public sealed class ContainerRuntimeTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private ContainerRuntime Runtime => new(sandbox.Paths);

    [Fact]
    public async Task RunToEnd_ProcessExits_ReturnsItsCodeAndOutput()
    {
        var (code, output) = await RunAsync("echo out; echo err >&2; exit 7");

        code.ShouldBe(7);
        output.ShouldBe(["out", "err"], ignoreOrder: true);
        Runtime.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task RunToEnd_RootInside_OwnsFilesOnDiskAsZero()
    {
        var (code, output) = await RunAsync("busybox id -u; echo kept > /kept; busybox chown 1000:1000 /kept; busybox stat -c %u /kept");

        code.ShouldBe(0, string.Join('\n', output));
        output.ShouldBe(["0", "1000"]);
        Bothy.Linux.Paths.FileStatus.Of(Path.Combine(sandbox.DiskPath, "upper/kept"))!.Value.UserId.ShouldBe(1000u);
    }

    [Fact]
    public async Task RunToEnd_WrittenBefore_IsThereAgain()
    {
        await RunAsync("echo once > /again");
        var (_, output) = await RunAsync("busybox cat /again");

        output.ShouldBe(["once"]);
    }

    [Fact]
    public async Task RunToEnd_WithoutDisk_Forgets()
    {
        var spec = sandbox.Spec("/bin/sh", "-c", "busybox ls /forgotten 2>/dev/null; echo x > /forgotten && echo written") with { Disk = null };
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var lines = new List<string>();
            (await Runtime.RunToEndAsync(spec, lines.Add, TestContext.Current.CancellationToken)).ShouldBe(0);
            lines.ShouldBe(["written"]);
        }
    }

    [Fact]
    public async Task RunToEnd_HostDirectory_RemoteUserIsItsOwnerAndRootIsSubordinate()
    {
        var directory = Directory.CreateDirectory(Path.Combine(sandbox.Directory.Length == 0 ? Path.GetTempPath() : sandbox.Directory, "project")).FullName;
        var spec = sandbox.Spec("/bin/sh", "-c", "busybox stat -c %u /project; busybox touch /project/root; busybox su 1000 2>/dev/null; busybox setpriv 2>/dev/null; exit 0") with
        {
            Binds =
            [
                new BindMount
                {
                    Source = directory,
                    Target = "/project",
                    Owner = new OwnerMapping.OwnedBy { HostUser = 0, HostGroup = 0, InsideUser = 1000, InsideGroup = 1000 },
                },
            ],
        };
        var lines = new List<string>();
        (await Runtime.RunToEndAsync(spec, lines.Add, TestContext.Current.CancellationToken)).ShouldBe(0);

        lines.ShouldContain("1000");
        Bothy.Linux.Paths.FileStatus.Of(Path.Combine(directory, "root"))!.Value.UserId.ShouldBe(spec.Ids.First);
    }

    [Fact]
    public async Task RunToEnd_Cancelled_KillsTheContainer()
    {
        using var cancellation = new CancellationTokenSource();
        var run = Runtime.RunToEndAsync(sandbox.Spec("/bin/sh", "-c", "echo up; busybox sleep 1000"), _ => cancellation.Cancel(), cancellation.Token);

        await Should.ThrowAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(10)));
        Runtime.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_Detached_RunsUntilDeleted()
    {
        var container = await Runtime.StartAsync(sandbox.Spec("/bin/busybox", "sleep", "1000"), TestContext.Current.CancellationToken);

        container.Process.IsAlive.ShouldBeTrue();
        sandbox.Cgroup.MoveAgent(container.Process.Id);
        File.ReadAllText($"/proc/{container.Process.Id}/cgroup").ShouldContain("/one/agent");
        MountTable.Read().ShouldNotContain(entry => entry.Target.StartsWith(sandbox.Paths.Stage, StringComparison.Ordinal), "the host does not see the container's mounts");
        await Runtime.DeleteAsync(container.Id, TestContext.Current.CancellationToken);
        container.Process.IsAlive.ShouldBeFalse();
    }

    private async Task<(int Code, List<string> Output)> RunAsync(string script)
    {
        var lines = new List<string>();
        var code = await Runtime.RunToEndAsync(sandbox.Spec("/bin/sh", "-c", script), lines.Add, TestContext.Current.CancellationToken);
        return (code, lines);
    }
}
