using Bothy.Linux.Failpoints;
using Bothy.Linux.Mounts;
using Bothy.Linux.Paths;
using Bothy.Linux.Tools;

namespace Bothy.Volumes.Disks;

/// <summary>
/// The disks of a host's environments: ext4 on a volume, mounted where the host's root alone can reach it. Every method may be killed at
/// any point and called again; calls for one disk must not overlap.
/// </summary>
public sealed class EnvironmentDisks(IDiskVolumes volumes, DiskOptions options)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the disk if it is not there, mounts it if it is not mounted, and sets its limit.</summary>
    /// <param name="mountPoint">Absolute path without symbolic links; made if missing, for the host's root alone.</param>
    /// <param name="limit">Bytes that may be stored, see <see cref="EnvironmentDisk.SetLimit"/>.</param>
    /// <param name="hasContent">The disk was complete before: it is never made anew.</param>
    /// <exception cref="DiskException">The disk cannot be used; the message says why.</exception>
    public async Task<EnvironmentDisk> EnsureMountedAsync(
        VolumeId id, string mountPoint, long limit, CancellationToken cancellationToken, bool hasContent = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        using var attached = await EnsureAttachedAsync(id, limit, hasContent, cancellationToken);
        var disk = new EnvironmentDisk(id, mountPoint, attached.DeviceName, attached.DeviceNumber);
        Directory.CreateDirectory(mountPoint, OwnerOnly);
        var mounted = MountedDevice(mountPoint);
        if (mounted is not null && mounted != attached.DeviceNumber)
        {
            throw new DiskException(
                DiskProblem.PlaceTaken,
                $"The disk of {id} cannot be mounted: {mountPoint} already has device {mounted} mounted. Unmount it: umount {mountPoint}.");
        }

        if (mounted is null)
        {
            await MountAsync(attached, mountPoint, cancellationToken);
            Failpoint.Hit(DiskFailpoints.Mounted);
        }

        ApplyLimit(disk, limit, ListMounted(Path.GetDirectoryName(mountPoint)!).Count);
        Failpoint.Hit(DiskFailpoints.Limited);
        return disk;
    }

    /// <summary>
    /// Sets the limit of a mounted disk, so that all disks together can never write more than the host has: a write that the host has no space for is lost, and costs the
    /// whole filesystem. To be called again for each disk every few seconds, since what the host has changes.
    /// </summary>
    /// <param name="limit">Bytes that the disk may hold where the host has them, see <see cref="EnvironmentDisk.SetLimit"/>.</param>
    /// <param name="sharing">How many disks share what the host has.</param>
    /// <returns>The limit that was set.</returns>
    public long ApplyLimit(EnvironmentDisk disk, long limit, int sharing)
    {
        var share = new HostShare(volumes.FreeBytes, options.HostReserve, sharing);
        var given = Math.Min(limit, share.LimitFor(Math.Max(0, disk.Usage.Used - disk.Delayed)));
        disk.SetLimit(given);
        return given;
    }

    /// <summary>
    /// Bytes that the disk's volume takes on the host for what the disk does not use any more, at least: what <see cref="EnvironmentDisk.Trim"/> is for. Some of it may be
    /// the filesystem's own, which stays.
    /// </summary>
    public long GarbageOf(EnvironmentDisk disk) => Math.Max(0, volumes.NewestBytes(disk.Id) - disk.Usage.Used);

    /// <summary>The disks that are mounted directly below a directory. Asks nobody but the kernel's table of mounts.</summary>
    public static IReadOnlyList<EnvironmentDisk> ListMounted(string directory) =>
    [
        .. MountTable.Read()
            .Where(entry => entry.Type == "ext4" && Path.GetDirectoryName(entry.Target) == directory && VolumeId.IsValid(Path.GetFileName(entry.Target)))
            .DistinctBy(entry => entry.Target)
            .Select(entry => new EnvironmentDisk(
                new VolumeId(Path.GetFileName(entry.Target)), entry.Target, AttachedVolume.NameOf(entry.Device), entry.Device)),
    ];

    /// <summary>The disk if it is mounted at <paramref name="mountPoint"/>, else null.</summary>
    public async Task<EnvironmentDisk?> FindMountedAsync(VolumeId id, string mountPoint, CancellationToken cancellationToken)
    {
        if (!volumes.Exists(id) || MountedDevice(mountPoint) is not { } mounted)
        {
            return null;
        }

        using var attached = await volumes.AttachAsync(id, cancellationToken);
        return attached.DeviceNumber == mounted ? new EnvironmentDisk(id, mountPoint, attached.DeviceName, mounted) : null;
    }

    /// <summary>
    /// Takes the disk from <paramref name="mountPoint"/> and waits until nothing on the host uses it any more, so that all its data are in the
    /// volume. Does nothing if it is not mounted.
    /// </summary>
    /// <returns>False if something still used it when <paramref name="patience"/> was over: a process that has files of it open, or another mount namespace.</returns>
    public async Task<bool> UnmountAsync(VolumeId id, string mountPoint, TimeSpan patience, CancellationToken cancellationToken)
    {
        MountPoint.DetachAll(mountPoint);

        Failpoint.Hit(DiskFailpoints.Unmounted);
        if (Directory.Exists(mountPoint))
        {
            Directory.Delete(mountPoint);
        }

        return await volumes.DetachAsync(id, patience, cancellationToken);
    }

    /// <summary>Deletes the disk with everything on it. Does nothing if there is none.</summary>
    /// <exception cref="VolumeBusyException">It is still in use.</exception>
    public Task DeleteAsync(VolumeId id, CancellationToken cancellationToken) => volumes.DeleteAsync(id, cancellationToken);

    private async Task<AttachedVolume> EnsureAttachedAsync(VolumeId id, long limit, bool hasContent, CancellationToken cancellationToken)
    {
        if (volumes.Exists(id))
        {
            var attached = await volumes.AttachAsync(id, cancellationToken);
            if (volumes.IsFilled(attached))
            {
                return attached;
            }

            attached.Dispose();
            if (hasContent)
            {
                throw new DiskException(
                    DiskProblem.Damaged, $"The disk {id} in {volumes.Location} does not begin as it was made. Nothing is put in its place: restore it.");
            }
        }
        else
        {
            MustHaveSpace(id);
        }

        await volumes.CreateAsync(id, options.LengthFor(limit), FormatAsync, cancellationToken);
        return await volumes.AttachAsync(id, cancellationToken);
    }

    private static async Task FormatAsync(string path, CancellationToken cancellationToken)
    {
        await Ext4.FormatAsync(path, cancellationToken);
        Failpoint.Hit(DiskFailpoints.Formatted);
    }

    private static async Task MountAsync(AttachedVolume volume, string mountPoint, CancellationToken cancellationToken)
    {
        // Where the device is mounted elsewhere (an environment that outlived its runner), the kernel gives the same filesystem again.
        if (!IsMounted(volume.DeviceName) && Ext4.IsMarkedDamaged(volume.DevicePath))
        {
            try
            {
                await Ext4.RepairAsync(volume.DevicePath, cancellationToken);
            }
            catch (ToolException exception)
            {
                throw new DiskException(
                    DiskProblem.Damaged,
                    $"The filesystem of disk {volume.Id} is damaged. Copy its file first, then repair it: e2fsck -f on it. {exception.Message}",
                    exception);
            }
        }

        WritebackLimit.Apply(volume.DeviceNumber);
        QueueLimit.Apply(volume.DeviceName);
        MountPoint.Attach(volume.DevicePath, mountPoint, "ext4", MountFlags.NoSuid | MountFlags.NoDev, Ext4.MountOptions);
    }

    private static bool IsMounted(string deviceName) => Directory.Exists($"/sys/fs/ext4/{deviceName}");

    /// <summary>The device of what is mounted exactly there.</summary>
    private static string? MountedDevice(string mountPoint) => MountTable.Find(mountPoint)?.Device;

    private void MustHaveSpace(VolumeId id)
    {
        var free = volumes.FreeBytes;
        if (free < options.HostReserve)
        {
            throw new DiskException(
                DiskProblem.HostFull,
                $"The disk {id} cannot be made: {volumes.Location} has {free >> 20} MiB free, and at least {options.HostReserve >> 20} MiB are needed. " +
                "Delete environments or other files, or move the data directory to a larger filesystem.");
        }
    }
}
