using System.Diagnostics;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Linux.Pidfds;
using Bothy.Volumes.Disks;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>SIGSTOP of the server for ten seconds while its disk is written to: the host's own writes go on as before.</summary>
public sealed class StoppedServerTests
{
    private const double Allowed = 1.2;
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_Stopped_HostWritesGoOn()
    {
        if (!Soak)
        {
            Assert.Skip("takes a quiet machine and half a minute: ./test --soak");
        }

        await using var fixture = new ServedFixture();
        var file = await fixture.AttachAsync("one", 2048 * MiB);
        await RunAsync("mkfs.ext4", "-q", "-b", "4096", file);
        var at = Directory.CreateDirectory(Path.Combine(fixture.Root, "disk")).FullName;
        using var device = LoopDevice.Attach(file, new LoopOptions());
        MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev);
        WritebackLimit.Apply($"7:{device.Status.Number}");
        var before = await WorkAsync(fixture.Root);

        using (var server = PidFd.Open(fixture.Server.Id)!)
        {
            server.Send(Signal.Stop);
            var writing = RunAsync("dd", "if=/dev/zero", $"of={at}/file", "bs=1M", "count=1000");
            var times = new List<TimeSpan>();
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < Stopped)
            {
                times.Add(await WorkAsync(fixture.Root));
            }

            server.Send(Signal.Continue);
            await writing;
            times.Order().ElementAt(times.Count / 2).ShouldBeLessThan(before * Allowed);
        }

        MountPoint.Detach(at);
    }

    /// <summary>The median time of some writes to the host's own disk.</summary>
    private static async Task<TimeSpan> WorkAsync(string directory)
    {
        var content = new byte[8 * MiB];
        var times = new List<TimeSpan>();
        for (var i = 0; i < 15; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using (var stream = new FileStream(Path.Combine(directory, "host"), FileMode.Create))
            {
                await stream.WriteAsync(content, Stop);
                stream.Flush(flushToDisk: true);
            }

            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}
