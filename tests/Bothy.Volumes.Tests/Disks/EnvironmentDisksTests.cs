using System.Diagnostics;
using Bothy.Linux.Mounts;
using Bothy.Linux.Tools;
using Bothy.Volumes.Disks;
using static Bothy.Volumes.Tests.Disks.DiskFixture;

namespace Bothy.Volumes.Tests.Disks;

public sealed class EnvironmentDisksTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnsureMounted_NewDisk_IsExt4ForTheHostsRootAlone()
    {
        await using var fixture = new DiskFixture();
        var disk = await fixture.UpAsync();

        var entry = MountTable.Find(fixture.MountAt)!;
        entry.Type.ShouldBe("ext4");
        entry.Options.ShouldContain("nosuid");
        entry.Options.ShouldContain("nodev");
        entry.Device.ShouldBe(disk.DeviceNumber);
        File.GetUnixFileMode(Path.GetDirectoryName(fixture.DataFile(fixture.Id))!).ShouldBe(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        disk.Usage.Used.ShouldBeLessThan(MiB);
        (disk.Usage.Used + disk.Usage.Available).ShouldBe(300 * MiB);
        (await fixture.DownAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task EnsureMounted_AfterUnmount_FindsEverythingAgain()
    {
        await using var fixture = new DiskFixture();
        await fixture.UpAsync();
        File.WriteAllText(Path.Combine(fixture.MountAt, "kept"), "words");
        (await fixture.DownAsync()).ShouldBeTrue();
        fixture.OnHost().ShouldBeEmpty();

        await fixture.UpAsync();

        File.ReadAllText(Path.Combine(fixture.MountAt, "kept")).ShouldBe("words");
    }

    [Fact]
    public async Task EnsureMounted_TwiceAndAtTheSameTime_MountsOnce()
    {
        await using var fixture = new DiskFixture();
        var first = await fixture.UpAsync();
        var second = await fixture.UpAsync(400 * MiB);

        second.DeviceNumber.ShouldBe(first.DeviceNumber);
        fixture.OnHost().Count.ShouldBe(2, "one mount and one loop device");
    }

    [Fact]
    public async Task EnsureMounted_FilesystemStillUsedElsewhere_MountsTheSameFilesystem()
    {
        await using var fixture = new DiskFixture();
        var first = await fixture.UpAsync();
        await using (var open = new FileStream(Path.Combine(fixture.MountAt, "open"), FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            (await fixture.Disks.UnmountAsync(fixture.Id, fixture.MountAt, TimeSpan.FromMilliseconds(50), Stop)).ShouldBeFalse();
            await Should.ThrowAsync<VolumeBusyException>(() => fixture.Disks.DeleteAsync(fixture.Id, Stop));

            var second = await fixture.UpAsync();

            second.DeviceNumber.ShouldBe(first.DeviceNumber);
            open.Write("after"u8);
            open.Flush();
            File.ReadAllText(Path.Combine(fixture.MountAt, "open")).ShouldBe("after");
        }

        (await fixture.DownAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Limit_Reached_IsExactForEverybody(bool asRoot)
    {
        await using var fixture = new DiskFixture();
        var disk = await fixture.UpAsync();
        var room = disk.Usage.Available;

        var written = await FillAsync(Path.Combine(fixture.MountAt, "big"), asRoot);

        // The file's extents may take a few blocks of their own.
        written.ShouldBeInRange(room - (16 * Ext4.BlockSize), room);
        disk.Usage.Available.ShouldBeLessThanOrEqualTo(Ext4.BlockSize);
        disk.Usage.Used.ShouldBeInRange((300 * MiB) - (16 * Ext4.BlockSize), 300 * MiB);
    }

    [Fact]
    public async Task Limit_RaisedAndLoweredLive_HoldsAtOnce()
    {
        await using var fixture = new DiskFixture();
        var disk = await fixture.UpAsync(64 * MiB);
        var file = Path.Combine(fixture.MountAt, "big");
        var first = await FillAsync(file, asRoot: true);

        disk.SetLimit(128 * MiB);
        var second = await FillAsync(file, asRoot: true);
        disk.SetLimit(32 * MiB);
        var third = await FillAsync(file, asRoot: true);

        first.ShouldBeInRange(63 * MiB, 64 * MiB);
        second.ShouldBeInRange(127 * MiB, 128 * MiB);
        third.ShouldBe(second);
        disk.Usage.Available.ShouldBe(0);
        File.Delete(file);
        disk.Usage.Available.ShouldBeInRange(31 * MiB, 32 * MiB);
    }

    [Fact]
    public async Task Limit_LargerThanTheDisk_Throws()
    {
        await using var fixture = new DiskFixture();
        var disk = await fixture.UpAsync();

        Should.Throw<DiskException>(() => disk.SetLimit(1L << 50)).Problem.ShouldBe(DiskProblem.LimitTooLarge);
    }

    [Fact]
    public async Task Delete_DataInUse_GivesSpaceBackToTheHost()
    {
        await using var fixture = new DiskFixture();
        await fixture.UpAsync();
        var file = Path.Combine(fixture.MountAt, "big");
        var before = await AllocatedAsync(fixture);
        await WriteAsync(file, 100 * MiB);
        var full = await AllocatedAsync(fixture);
        File.Delete(file);

        full.ShouldBeGreaterThan(before + (100 * MiB));
        await EventuallyAsync(async () => await AllocatedAsync(fixture) < before + (8 * MiB));
    }

    /// <summary>The kernel forgets discards of what is deleted while the disk is full.</summary>
    [Fact]
    public async Task Trim_DeletedWhileFull_GivesSpaceBackToTheHost()
    {
        await using var fixture = new DiskFixture();
        var disk = await fixture.UpAsync();
        var file = Path.Combine(fixture.MountAt, "big");
        var (before, most) = (await AllocatedAsync(fixture), 0L);

        // More than once: a part that was trimmed before is trimmed again if something was deleted in it.
        for (var time = 0; time < 2; time++)
        {
            for (var round = 0; round < 6; round++)
            {
                await FillAsync(file, asRoot: true);
                await Tool.RunAsync("sync", ["-f", fixture.MountAt], null, Stop);
                File.Delete(file);
            }

            most = Math.Max(most, await AllocatedAsync(fixture));
            TestContext.Current.SendDiagnosticMessage($"{fixture.Disks.GarbageOf(disk) >> 20} MiB of garbage before the trim");

            disk.Trim(Stop);

            disk.Usage.Used.ShouldBeLessThan(MiB);
            (await AllocatedAsync(fixture)).ShouldBeLessThan(before + (72 * MiB), "what is left is the journal's and the filesystem's own");
            fixture.Disks.GarbageOf(disk).ShouldBeLessThan(80 * MiB);
        }

        Assert.SkipWhen(most < 400 * MiB, $"this kernel forgot nothing: the volume took {most >> 20} MiB at most");
    }

    [Fact]
    public async Task Trim_Unmounted_TouchesNothingElse()
    {
        await using var fixture = new DiskFixture();
        var disk = await fixture.UpAsync();
        (await fixture.DownAsync()).ShouldBeTrue();
        Directory.CreateDirectory(fixture.MountAt);

        Should.Throw<IOException>(() => disk.Trim(Stop)).Message.ShouldContain("not the disk of first any more");
    }

    [Fact]
    public async Task ListMounted_SomeMounted_FindsThoseOfTheDirectory()
    {
        await using var fixture = new DiskFixture();
        var directory = Path.GetDirectoryName(fixture.MountAt)!;
        EnvironmentDisks.ListMounted(directory).ShouldBeEmpty();
        var disk = await fixture.UpAsync();

        var found = EnvironmentDisks.ListMounted(directory).ShouldHaveSingleItem();

        (found.Id, found.MountPoint, found.DeviceNumber).ShouldBe((disk.Id, disk.MountPoint, disk.DeviceNumber));
        found.SetLimit(200 * MiB);
        disk.Usage.Limit.ShouldBe(200 * MiB);
        EnvironmentDisks.ListMounted(fixture.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task ApplyLimit_OtherDisksShare_GivesEachItsPart()
    {
        await using var fixture = new DiskFixture();
        var disk = await fixture.UpAsync();
        var disks = new EnvironmentDisks(fixture.Volumes, new DiskOptions { HostReserve = fixture.Volumes.FreeBytes - (90 * MiB) });

        disks.ApplyLimit(disk, 300 * MiB, sharing: 3).ShouldBeInRange(1 * MiB, 60 * MiB);
        disks.ApplyLimit(disk, 10 * MiB, sharing: 3).ShouldBeInRange(1, 10 * MiB);
        fixture.Disks.ApplyLimit(disk, 300 * MiB, sharing: 3).ShouldBe(300 * MiB);
    }

    [Fact]
    public async Task EnsureMounted_MarkedDamaged_RepairsFirst()
    {
        await using var fixture = new DiskFixture();
        await fixture.UpAsync();
        File.WriteAllText(Path.Combine(fixture.MountAt, "kept"), "words");
        await fixture.DownAsync();
        await Tool.RunAsync("debugfs", ["-w", "-R", "set_super_value state 2", fixture.DataFile(fixture.Id)], null, Stop);

        await fixture.UpAsync();

        File.ReadAllText(Path.Combine(fixture.MountAt, "kept")).ShouldBe("words");
        await fixture.DownAsync();
        Ext4.IsMarkedDamaged(fixture.DataFile(fixture.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task EnsureMounted_PlaceTaken_SaysBy()
    {
        await using var fixture = new DiskFixture();
        Directory.CreateDirectory(fixture.MountAt);
        MountPoint.Attach("none", fixture.MountAt, "tmpfs", MountFlags.None);

        var exception = await Should.ThrowAsync<DiskException>(() => fixture.UpAsync());

        exception.Problem.ShouldBe(DiskProblem.PlaceTaken);
    }

    [Fact]
    public async Task EnsureMounted_HostFull_SaysSoAndMakesNothing()
    {
        await using var fixture = new DiskFixture();
        var disks = new EnvironmentDisks(fixture.Volumes, new DiskOptions { HostReserve = long.MaxValue });

        var exception = await Should.ThrowAsync<DiskException>(() => disks.EnsureMountedAsync(fixture.Id, fixture.MountAt, MiB, Stop));

        exception.Problem.ShouldBe(DiskProblem.HostFull);
        fixture.Names.ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_HostNearlyFull_FailsCleanlyInsteadOfLosingData()
    {
        await using var outer = new DiskFixture();
        var host = await outer.UpAsync(200 * MiB);
        var disks = new EnvironmentDisks(
            new LocalVolumes(Path.Combine(outer.MountAt, "disks")), new DiskOptions { HostReserve = 80 * MiB });
        var (id, place) = (new VolumeId("inner"), Path.Combine(outer.Root, "mounts of the inner host", "inner"));
        var disk = await disks.EnsureMountedAsync(id, place, 1000 * MiB, Stop);
        var file = Path.Combine(place, "big");

        var written = await FillAsync(file, asRoot: true);
        await Tool.RunAsync("sync", ["-f", place], null, Stop);
        disks.ApplyLimit(disk, 1000 * MiB, 1).ShouldBeLessThan(1000 * MiB);

        written.ShouldBeInRange(90 * MiB, 120 * MiB);
        host.Usage.Available.ShouldBeInRange(1, 80 * MiB);
        MountTable.Find(place)!.SuperOptions.Split(',').ShouldContain("rw");
        File.Delete(file);
        await EventuallyAsync(async () =>
        {
            await Tool.RunAsync("sync", ["-f", place], null, Stop);
            disks.ApplyLimit(disk, 1000 * MiB, 1);
            return disk.Usage.Available > 80 * MiB;
        });
        (await disks.UnmountAsync(id, place, Patience, Stop)).ShouldBeTrue();
        (await outer.DownAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1000, 100, 1, 50, 950)]
    [InlineData(1000, 100, 9, 50, 150)]
    [InlineData(50, 100, 3, 70000, 70000)]
    [InlineData(50, 100, 3, 0, 4096)]
    [InlineData(1000, 100, 0, 10000, 10900)]
    public void HostShare_Any_IsWhatTheDiskUsesAndItsPart(long free, long reserve, int disks, long used, long limit) =>
        new HostShare(free, reserve, disks).LimitFor(used).ShouldBe(Math.Max(4096, limit));

    private static async Task<long> FillAsync(string file, bool asRoot)
    {
        // The shell opens the file, which only root can reach; who writes is what counts.
        var identity = asRoot ? "" : "setpriv --reuid=65534 --regid=65534 --clear-groups";
        var start = new ProcessStartInfo("sh", ["-c", $"exec {identity} dd if=/dev/zero bs=4096 >> \"$0\"", file])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        (await process.StandardError.ReadToEndAsync(Stop)).ShouldContain("No space left on device");
        await process.WaitForExitAsync(Stop);
        return new FileInfo(file).Length;
    }

    private static async Task WriteAsync(string file, long bytes)
    {
        await using var stream = new FileStream(file, FileMode.Create);
        var block = new byte[MiB];
        for (long written = 0; written < bytes; written += block.Length)
        {
            await stream.WriteAsync(block, Stop);
        }

        stream.Flush(flushToDisk: true);
    }

    /// <summary>Bytes that the volume takes on the host, after the disk's filesystem was written out.</summary>
    private static async Task<long> AllocatedAsync(DiskFixture fixture)
    {
        await Tool.RunAsync("sync", ["-f", fixture.MountAt], null, Stop);
        return 1024 * long.Parse((await Tool.RunAsync("du", ["-k", fixture.DataFile(fixture.Id)], null, Stop)).Split('\t')[0]);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
