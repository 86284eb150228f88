using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Volumes.Control;
using Bothy.Volumes.Quality;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>The volume server as its users see it: files in a mount, block devices on them, and the control socket.</summary>
public sealed class VolumesHostTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_WrittenAndRead_HoldsWhatWasWritten()
    {
        await using var fixture = new ServedFixture();
        var file = await fixture.AttachAsync("one", 64 * MiB);

        await RunAsync(
            "fio", "--name=verify", $"--filename={file}", "--rw=randrw", "--bsrange=4k-1m", "--direct=1", "--iodepth=16", "--ioengine=libaio", "--size=64m",
            "--verify=crc32c", "--verify_fatal=1", "--allow_file_create=0");

        var counters = (await fixture.Client.StatusAsync(new("one"), Stop)).Counters!;
        counters.Failures.ShouldBe(0);
        counters.BytesWritten.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task File_PartsOfBlocks_AreChangedAlone()
    {
        await using var fixture = new ServedFixture();
        var file = await fixture.AttachAsync("one", MiB);
        var expected = new byte[MiB];
        var random = new Random(7);
        await using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            for (var i = 0; i < 100; i++)
            {
                var position = random.Next((int)MiB - 20_000);
                var data = new byte[random.Next(1, 20_000)];
                random.NextBytes(data);
                data.CopyTo(expected, position);
                stream.Position = position;
                await stream.WriteAsync(data, Stop);
            }
        }

        (await File.ReadAllBytesAsync(file, Stop)).ShouldBe(expected);
    }

    [Fact]
    public async Task Loop_WithExt4_KeepsItsFilesAndGivesSpaceBack()
    {
        await using var fixture = new ServedFixture();
        var file = await fixture.AttachAsync("one", 256 * MiB);
        var at = Directory.CreateDirectory(Path.Combine(fixture.Root, "disk")).FullName;
        await RunAsync("mkfs.ext4", "-q", "-b", "4096", file);
        var content = new byte[5 * MiB];
        new Random(3).NextBytes(content);

        using (var device = LoopDevice.Attach(file, new LoopOptions()))
        {
            device.Status.DirectIO.ShouldBeTrue();
            MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev, "discard");
            await File.WriteAllBytesAsync(Path.Combine(at, "file"), content, Stop);
            MountPoint.Detach(at);
            MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev, "discard");
            (await File.ReadAllBytesAsync(Path.Combine(at, "file"), Stop)).ShouldBe(content);
            File.Delete(Path.Combine(at, "file"));
            MountPoint.Detach(at);
        }

        await fixture.Client.DetachAsync(new("one"), Stop);
        await RunAsync("e2fsck", "-fn", Path.Combine(fixture.Files, "one"));
    }

    [Fact]
    public async Task Attach_Repeated_SaysTheSameFileAndRefusesTheOtherWay()
    {
        await using var fixture = new ServedFixture();

        var first = await fixture.AttachAsync("one", MiB);
        var second = await fixture.AttachAsync("one", MiB);
        var other = await Should.ThrowAsync<VolumesException>(() => fixture.Client.AttachAsync(new("one"), readOnly: true, new(), Stop));

        second.ShouldBe(first);
        other.Reason.ShouldBe(VolumesReason.Busy);
        Directory.GetFiles(fixture.Mount).ShouldBe([first]);
        File.GetUnixFileMode(fixture.Mount).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Attach_ReadOnlyAndHere_IsThePlainFile()
    {
        await using var fixture = new ServedFixture();
        await fixture.Client.CreateAsync(new("one"), new(MiB), Stop);

        var file = await fixture.Client.AttachAsync(new("one"), readOnly: true, new(), Stop);

        file.ShouldBe(Path.Combine(fixture.Files, "one"));
        Directory.Exists(fixture.Mount).ShouldBeFalse("nothing needs the mount");
    }

    [Fact]
    public async Task Detach_Open_IsRefusedUntilItIsClosed()
    {
        await using var fixture = new ServedFixture();
        var file = await fixture.AttachAsync("one", MiB);
        using (LoopDevice.Attach(file, new LoopOptions()))
        {
            // Also by a server that did not see it being opened.
            await fixture.RestartServerAsync();
            var refused = await Should.ThrowAsync<VolumesException>(() => fixture.Client.DetachAsync(new("one"), Stop));
            refused.Reason.ShouldBe(VolumesReason.Busy);
        }

        await fixture.Client.DetachAsync(new("one"), Stop);
        await fixture.Client.DetachAsync(new("one"), Stop);

        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task Requests_ThatMakeNoSense_AreRefusedByReason()
    {
        await using var fixture = new ServedFixture();
        await fixture.AttachAsync("one", MiB);

        (await ReasonAsync(() => fixture.Client.AttachAsync(new("none"), false, new(), Stop))).ShouldBe(VolumesReason.NotFound);
        (await ReasonAsync(() => fixture.Client.StatusAsync(new("none"), Stop))).ShouldBe(VolumesReason.NotFound);
        (await ReasonAsync(() => fixture.Client.DeleteAsync(new("one"), Stop))).ShouldBe(VolumesReason.Busy);
        (await ReasonAsync(() => fixture.Client.CreateAsync(new("two"), new(1), Stop))).ShouldBe(VolumesReason.Invalid);
        (await ReasonAsync(() => fixture.Client.SetQualityAsync(new("one"), new(Weight: 0), Stop))).ShouldBe(VolumesReason.Invalid);

        static async Task<VolumesReason> ReasonAsync(Func<Task> call) => (await Should.ThrowAsync<VolumesException>(call)).Reason;
    }

    [Fact]
    public async Task Quality_Set_SurvivesTheServer()
    {
        await using var fixture = new ServedFixture();
        await fixture.AttachAsync("one", MiB);
        var quality = new VolumeQuality(Weight: 7, BytesPerSecond: 5 << 20, Priority: IoPriority.Background);
        await fixture.Client.SetQualityAsync(new("one"), quality, Stop);

        await fixture.RestartServerAsync();

        (await fixture.Client.StatusAsync(new("one"), Stop)).Quality.ShouldBe(quality);
    }
}
