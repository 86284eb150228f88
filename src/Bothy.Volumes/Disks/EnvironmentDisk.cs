using System.Globalization;
using Bothy.Linux.Files;
using Bothy.Linux.Mounts;
using Bothy.Linux.Paths;

namespace Bothy.Volumes.Disks;

/// <summary>A mounted disk of an environment.</summary>
public sealed class EnvironmentDisk
{
    /// <summary>How much of the address space is trimmed at once: a disk that is to be unmounted need not wait for all of it.</summary>
    private const long TrimStep = 256L << 20;

    /// <summary>In which the kernel gives the sizes of devices, whatever their blocks are.</summary>
    private const long SectorSize = 512;

    private readonly string deviceName;

    internal EnvironmentDisk(VolumeId id, string mountPoint, string deviceName, string deviceNumber)
    {
        Id = id;
        MountPoint = mountPoint;
        DeviceNumber = deviceNumber;
        this.deviceName = deviceName;
    }

    public VolumeId Id { get; }

    public string MountPoint { get; }

    /// <summary><c>major:minor</c> of the block device, as IO limits of control groups name it.</summary>
    public string DeviceNumber { get; }

    /// <summary>How full it is.</summary>
    /// <exception cref="IOException">It is not mounted any more.</exception>
    public DiskUsage Usage
    {
        get
        {
            MustBeMounted();
            var drive = new DriveInfo(MountPoint);
            return new DiskUsage(drive.TotalSize - drive.TotalFreeSpace, drive.AvailableFreeSpace);
        }
    }

    /// <summary>Bytes of what is used that the filesystem has only in memory yet, and no place for: the volume does not have them.</summary>
    public long Delayed =>
        long.Parse(File.ReadAllText(Setting("delayed_allocation_blocks")), CultureInfo.InvariantCulture) * Ext4.BlockSize;

    /// <summary>
    /// Has the volume give back whatever the filesystem does not use, as deleting does by itself, unless the disk was full at that moment: then the kernel forgets it
    /// (fs/ext4/mballoc.c, <c>ext4_discard_work</c>). It passes over parts in which nothing was deleted since they were trimmed last, and ends early if the disk
    /// is unmounted meanwhile.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was stopped between two parts.</exception>
    public void Trim(CancellationToken cancellationToken)
    {
        using var root = OpenDirectory.At(MountPoint);
        if (FileStatus.Of(root, MountPoint) is var status && $"{status.DeviceMajor}:{status.DeviceMinor}" != DeviceNumber)
        {
            throw new IOException($"{MountPoint} is not the disk of {Id} any more.");
        }

        var length = SectorSize * long.Parse(File.ReadAllText($"/sys/class/block/{deviceName}/size"), CultureInfo.InvariantCulture);
        for (long start = 0; start < length; start += TrimStep)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Nearly all parts have nothing to give back, and take no time.
            if (FilesystemTrim.Run(root, MountPoint, start, TrimStep) > 0 && !IsMounted)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Sets how much may be stored, for every user and at once: at <paramref name="bytes"/> used, a write fails with ENOSPC. Below what is
    /// used already, nothing is lost, and nothing can be written until enough was deleted. It holds until the disk is unmounted.
    /// </summary>
    /// <param name="bytes">Rounded down to whole blocks of 4096.</param>
    /// <exception cref="DiskException">The disk is not that long.</exception>
    /// <exception cref="IOException">It is not mounted any more.</exception>
    public void SetLimit(long bytes)
    {
        MustBeMounted();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        var total = new DriveInfo(MountPoint).TotalSize;
        if (bytes > total)
        {
            throw new DiskException(
                DiskProblem.LimitTooLarge,
                $"The disk of {Id} cannot be larger than {total} bytes, and {bytes} were asked for. Take a smaller limit, or a new environment.");
        }

        // The filesystem keeps this many blocks from everybody; what is left is the limit (Documentation/ABI/testing/sysfs-fs-ext4).
        var reserved = (total / Ext4.BlockSize) - (bytes / Ext4.BlockSize);
        File.WriteAllText(Setting("reserved_clusters"), reserved.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What lies at a place that a disk left is the host's own, or another disk.</summary>
    private bool IsMounted => MountTable.Find(MountPoint)?.Device == DeviceNumber;

    private void MustBeMounted()
    {
        if (!IsMounted)
        {
            throw new IOException($"The disk of {Id} is not mounted at {MountPoint} any more.");
        }
    }

    private string Setting(string name) => $"/sys/fs/ext4/{deviceName}/{name}";
}
