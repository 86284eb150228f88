using Bothy.Linux.Loops;

namespace Bothy.Volumes;

/// <summary>A volume as a block device. It stays attached while this object lives or the device is mounted anywhere, and not longer.</summary>
public sealed class AttachedVolume : IDisposable
{
    /// <summary>Major number of loop devices (Documentation/admin-guide/devices.txt of Linux).</summary>
    private const int LoopMajor = 7;

    private readonly LoopDevice device;

    internal AttachedVolume(VolumeId id, LoopDevice device)
    {
        Id = id;
        this.device = device;
    }

    public VolumeId Id { get; }

    /// <summary>The block device, <c>/dev/loopN</c>.</summary>
    public string DevicePath => device.Path;

    /// <summary><c>major:minor</c>, as in <c>/proc/self/mountinfo</c>.</summary>
    public string DeviceNumber => $"{LoopMajor}:{device.Status.Number}";

    /// <summary>The kernel's name of the device, as in <c>/sys/block</c>.</summary>
    public string DeviceName => Path.GetFileName(device.Path);

    /// <summary>The kernel's name of the loop device that <c>major:minor</c> means.</summary>
    internal static string NameOf(string deviceNumber) => $"loop{deviceNumber[(deviceNumber.IndexOf(':', StringComparison.Ordinal) + 1)..]}";

    public void Dispose() => device.Dispose();
}
