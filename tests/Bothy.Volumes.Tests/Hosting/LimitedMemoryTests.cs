using System.Diagnostics;
using System.Globalization;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>
/// Writers have 200 MiB, server and holder together as much, all far less than what is written: memory for one must never wait for another that waits
/// for memory. (In one group of the first version they may, unless the server may say PR_SET_IO_FLUSHER: see docs/volumes.md.)
/// </summary>
public sealed class LimitedMemoryTests
{
    private const long Limit = 200 * MiB;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writers_DirtyingMoreThanThereIs_AreServedAndNobodyIsKilled()
    {
        await using var fixture = new ServedFixture();
        if (CgroupHierarchy.Detect().FirstOrDefault(one => one.Controllers.Contains("memory")) is not { } memory)
        {
            Assert.Skip("needs a memory controller");
            return;
        }

        var file = await fixture.AttachAsync("one", 1024 * MiB);
        await RunAsync("mkfs.ext4", "-q", "-b", "4096", file);
        var at = Directory.CreateDirectory(Path.Combine(fixture.Root, "disk")).FullName;
        var (servers, writers) = (MakeGroup(memory, "servers"), MakeGroup(memory, "writers"));
        try
        {
            CgroupDirectory.MoveProcess(servers, fixture.Server.Id);
            CgroupDirectory.MoveProcess(servers, fixture.Holder.Id);
            using (var device = LoopDevice.Attach(file, new LoopOptions()))
            {
                MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev);
                await Task.WhenAll(WriteAsync(writers, Path.Combine(at, "first")), WriteAsync(writers, Path.Combine(at, "second"))).WaitAsync(Patience * 2, Stop);
                MountPoint.Detach(at);
            }

            fixture.Server.HasExited.ShouldBeFalse(fixture.Output);
            fixture.Holder.HasExited.ShouldBeFalse();
            (await fixture.Client.StatusAsync(new("one"), Stop)).Counters!.Failures.ShouldBe(0);
        }
        finally
        {
            CgroupDirectory.MoveProcess(memory.Path, fixture.Server.Id);
            CgroupDirectory.MoveProcess(memory.Path, fixture.Holder.Id);
            await EventuallyAsync("the groups are removed", () => Task.FromResult(CgroupDirectory.TryRemoveTree(servers) && CgroupDirectory.TryRemoveTree(writers)));
        }
    }

    private static string MakeGroup(CgroupHierarchy memory, string name)
    {
        var group = Directory.CreateDirectory(Path.Combine(memory.Path, $"bothy-test-{Environment.ProcessId}-{name}")).FullName;
        CgroupDirectory.Write(group, memory.IsUnified ? "memory.max" : "memory.limit_in_bytes", Limit.ToString(CultureInfo.InvariantCulture));
        return group;
    }

    private static async Task WriteAsync(string group, string file)
    {
        var start = new ProcessStartInfo("sh", ["-c", "echo $$ > \"$0/cgroup.procs\"; exec dd if=/dev/zero of=\"$1\" bs=1M count=300 conv=fsync", group, file])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        process.ExitCode.ShouldBe(0, errors);
    }
}
