using System.Globalization;

namespace Bothy.Volumes.Disks;

/// <summary>A mounted disk of an environment.</summary>
public sealed class EnvironmentDisk
{
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
    public DiskUsage Usage
    {
        get
        {
            var drive = new DriveInfo(MountPoint);
            return new DiskUsage(drive.TotalSize - drive.TotalFreeSpace, drive.AvailableFreeSpace);
        }
    }

    /// <summary>
    /// Sets how much may be stored, for every user and at once: at <paramref name="bytes"/> used, a write fails with ENOSPC. Below what is
    /// used already, nothing is lost, and nothing can be written until enough was deleted. It holds until the disk is unmounted.
    /// </summary>
    /// <param name="bytes">Rounded down to whole blocks of 4096.</param>
    /// <exception cref="DiskException">The disk is not that long.</exception>
    public void SetLimit(long bytes)
    {
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
        File.WriteAllText($"/sys/fs/ext4/{deviceName}/reserved_clusters", reserved.ToString(CultureInfo.InvariantCulture));
    }
}
