using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Linux.Tools;
using Bothy.Volumes.Disks;
using static Bothy.Volumes.Tests.Disks.DiskFixture;

namespace Bothy.Volumes.Tests.Disks;

/// <summary>Runs alone: mkfs.btrfs looks at the file behind every loop device that is mounted, and fails if a server of one of them is just being killed.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClonedVolumeCollection
{
    public const string Name = "mkfs.btrfs";
}

[Collection(ClonedVolumeCollection.Name)]
public sealed class ClonedVolumeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_AttachedOnAFilesystemWithClone_IsCrashConsistent()
    {
        await using var outer = new DiskFixture();
        var place = Path.Combine(outer.Root, "btrfs");
        var file = Path.Combine(outer.Root, "btrfs.img");
        await using (var image = File.Create(file))
        {
            image.SetLength(2048 * MiB);
        }

        try
        {
            await Tool.RunAsync("mkfs.btrfs", ["-q", file], null, Stop);
        }
        catch (ToolException exception) when (exception.ExitCode is null)
        {
            Assert.Skip("needs mkfs.btrfs (btrfs-progs)");
        }

        Directory.CreateDirectory(place);
        using (var device = LoopDevice.Attach(file, new LoopOptions()))
        {
            MountPoint.Attach(device.Path, place, "btrfs", MountFlags.None);
        }

        var volumes = new LocalVolumes(Path.Combine(place, "disks"));
        var disks = new EnvironmentDisks(volumes, new DiskOptions());
        var (first, second) = (new VolumeId("first"), new VolumeId("second"));
        await disks.EnsureMountedAsync(first, outer.MountAt, 300 * MiB, Stop);
        await File.WriteAllTextAsync(Path.Combine(outer.MountAt, "file"), "words", Stop);
        await Tool.RunAsync("sync", ["-f", outer.MountAt], null, Stop);

        await volumes.SnapshotAsync(first, second, Stop);

        var copyAt = Path.Combine(outer.Root, "mounts", "second");
        await disks.EnsureMountedAsync(second, copyAt, 300 * MiB, Stop);
        (await File.ReadAllTextAsync(Path.Combine(copyAt, "file"), Stop)).ShouldBe("words");
        (await disks.UnmountAsync(second, copyAt, Patience, Stop)).ShouldBeTrue();
        (await disks.UnmountAsync(first, outer.MountAt, Patience, Stop)).ShouldBeTrue();
    }
}
