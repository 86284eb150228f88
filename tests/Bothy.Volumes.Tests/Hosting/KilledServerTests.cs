using System.Diagnostics;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Linux.Pidfds;
using Bothy.Volumes.Serving;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>kill -9 of the volume server and of the holder while a verified load runs on a block device: nobody sees an error.</summary>
public sealed class KilledServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("raw", 10, 100)]
    [InlineData("delta", 30, 200)]
    public async Task Server_KilledAgainAndAgain_NoErrorAndNothingLost(string engine, int quick, int soak)
    {
        await using var fixture = new ServedFixture(engine);
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var kills = Soak ? soak : quick;
        var file = await fixture.AttachAsync("one", 256 * MiB);
        using var device = LoopDevice.Attach(file, new LoopOptions());
        using var load = StartLoad(device.Path);
        var withResent = 0;

        for (var i = 0; i < kills; i++)
        {
            // A moment of work, so that the kill hits any of its states.
            await Task.Delay(random.Next(60), Stop);
            load.HasExited.ShouldBeFalse("the load must outlast the kills");
            await fixture.RestartServerAsync();
            var before = 0L;
            await EventuallyAsync("requests are served again", async () =>
            {
                var counters = (await fixture.Client.StatusAsync(new("one"), Stop)).Counters!;
                before = counters.Resent;
                return counters.Writes + counters.Reads > 0;
            });
            withResent += before > 0 ? 1 : 0;
        }

        await EndAsync(load, fixture);
        withResent.ShouldBeGreaterThanOrEqualTo(Soak ? kills / 2 : 1, $"kills with requests in flight, of {kills}");
        (await fixture.Client.StatusAsync(new("one"), Stop)).Counters!.Failures.ShouldBe(0);
        FuseDescriptors(fixture.Server).ShouldBe(BlockServer.DefaultReaders, "no descriptor is left over from earlier servers");
        FuseDescriptors(fixture.Holder).ShouldBe(BlockServer.DefaultReaders);
    }

    [Fact]
    public async Task Holder_Killed_TheNextOneKeepsTheMountForTheNextServer()
    {
        await using var fixture = new ServedFixture();
        var file = await fixture.AttachAsync("one", 256 * MiB);
        using var device = LoopDevice.Attach(file, new LoopOptions());
        using var load = StartLoad(device.Path);

        for (var i = 0; i < 3; i++)
        {
            await fixture.RestartHolderAsync();
            await EventuallyAsync("the new holder has the mount's descriptors", () => Task.FromResult(FuseDescriptors(fixture.Holder) == BlockServer.DefaultReaders));
            await fixture.RestartServerAsync();
            await fixture.Client.StatusAsync(new("one"), Stop);
        }

        await EndAsync(load, fixture);
    }

    [Fact]
    public async Task Server_KilledUnderAMountedFilesystem_FilesAreThere()
    {
        await using var fixture = new ServedFixture();
        var file = await fixture.AttachAsync("one", 256 * MiB);
        await RunAsync("mkfs.ext4", "-q", "-b", "4096", file);
        var at = Directory.CreateDirectory(Path.Combine(fixture.Root, "disk")).FullName;
        var content = new byte[20 * MiB];
        new Random(5).NextBytes(content);
        using (var device = LoopDevice.Attach(file, new LoopOptions()))
        {
            MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev);
            var writing = Task.Run(async () =>
            {
                for (var i = 0; i < 4; i++)
                {
                    await using var stream = new FileStream(Path.Combine(at, $"file{i}"), FileMode.Create);
                    await stream.WriteAsync(content, Stop);
                    stream.Flush(flushToDisk: true);
                }
            });
            for (var i = 0; i < 3; i++)
            {
                await fixture.RestartServerAsync();
                await fixture.Client.StatusAsync(new("one"), Stop);
            }

            await writing;
            MountPoint.Detach(at);
            MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev);
            for (var i = 0; i < 4; i++)
            {
                (await File.ReadAllBytesAsync(Path.Combine(at, $"file{i}"), Stop)).ShouldBe(content);
            }

            MountPoint.Detach(at);
        }

        await fixture.Client.DetachAsync(new("one"), Stop);
        await RunAsync("e2fsck", "-fn", Path.Combine(fixture.Files, "one"));
    }

    /// <summary>Writes, reads back and compares, until told to end.</summary>
    private static Process StartLoad(string device) => Process.Start(new ProcessStartInfo("fio", [
        "--name=load", $"--filename={device}", "--rw=randwrite", "--bsrange=4k-256k", "--direct=1", "--iodepth=16", "--ioengine=libaio", "--fsync=16",
        "--size=256m", "--verify=crc32c", "--verify_fatal=1", "--verify_backlog=64", "--time_based", "--runtime=3600", "--randrepeat=0",
        "--allow_file_create=0"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static int FuseDescriptors(Process process) => Directory.GetFiles($"/proc/{process.Id}/fd").Count(name =>
    {
        try
        {
            return File.ResolveLinkTarget(name, false)?.FullName == "/dev/fuse";
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return false;
        }
    });

    private static async Task EndAsync(Process load, ServedFixture fixture)
    {
        // fio finishes what it has begun, and reports.
        using (var handle = PidFd.Open(load.Id)!)
        {
            handle.Send(Signal.Interrupt);
        }

        var (output, errors) = (load.StandardOutput.ReadToEndAsync(Stop), load.StandardError.ReadToEndAsync(Stop));
        await load.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        var report = await output + await errors;
        report.ShouldContain("err= 0", Case.Sensitive, fixture.Output);
        report.ShouldNotContain("verify: bad");
    }
}
