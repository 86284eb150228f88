using System.Globalization;
using System.Text;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Bothy.Linux.Paths;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Loops;

/// <summary>
/// An open loop device. The kernel takes its file away by itself when the last user is gone, a mount or an object like this one
/// (<c>LO_FLAGS_AUTOCLEAR</c>): a process that is killed leaves nothing behind but what is mounted.
/// </summary>
public sealed class LoopDevice : IDisposable
{
    private const int Attempts = 64;
    private readonly SafeFileHandle handle;

    private LoopDevice(SafeFileHandle handle, LoopStatus status)
    {
        this.handle = handle;
        Status = status;
    }

    public LoopStatus Status { get; }

    public string Path => Status.DevicePath;

    /// <summary>Makes <paramref name="file"/> a block device. The caller sees to it that no other device has it: see <see cref="Find"/>.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static LoopDevice Attach(string file, LoopOptions options)
    {
        using var backing = File.OpenHandle(
            file,
            FileMode.Open,
            options.ReadOnly ? FileAccess.Read : FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete);
        using var reference = new DescriptorReference(backing);
        var configuration = new LoopNative.Configuration
        {
            Descriptor = (uint)reference.Value,
            BlockSize = (uint)options.BlockSize,
        };
        configuration.Information.Flags = LoopNative.FlagAutoClear
            | (options.ReadOnly ? LoopNative.FlagReadOnly : 0)
            | (options.DirectIO ? LoopNative.FlagDirectIO : 0);
        CopyName(file, configuration.Information.Name);
        using var control = Open("/dev/loop-control", FileAccess.ReadWrite);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var number = GetFree(control);
            var device = Open(DevicePath(number), FileAccess.ReadWrite);
            if (TryConfigure(device, ref configuration))
            {
                return new LoopDevice(device, StatusOf(device, number) ?? throw new LinuxException("ioctl LOOP_GET_STATUS64", file, Errno.ENXIO));
            }

            // Another process took the number in between.
            device.Dispose();
        }

        throw new LinuxException("ioctl LOOP_CONFIGURE", file, Errno.EBUSY);
    }

    /// <summary>Opens the device that has <paramref name="file"/>, by whatever path; null if there is none.</summary>
    public static LoopDevice? Find(string file)
    {
        if (FileStatus.Of(file) is not { } status)
        {
            return null;
        }

        foreach (var number in Bound())
        {
            if (TryOpen(number) is not { } device)
            {
                continue;
            }

            if (device.Status.FileInode == status.Inode
                && device.Status.FileDeviceMajor == status.DeviceMajor
                && device.Status.FileDeviceMinor == status.DeviceMinor)
            {
                return device;
            }

            device.Dispose();
        }

        return null;
    }

    /// <summary>All devices that have a file now.</summary>
    public static IReadOnlyList<LoopStatus> List()
    {
        var found = new List<LoopStatus>();
        foreach (var number in Bound())
        {
            if (TryOpen(number) is { } device)
            {
                found.Add(device.Status);
                device.Dispose();
            }
        }

        return found;
    }

    public void Dispose() => handle.Dispose();

    /// <summary>Numbers of the devices for which sysfs shows a file.</summary>
    private static IEnumerable<int> Bound() =>
        Directory.EnumerateDirectories("/sys/block", "loop*")
            .Where(directory => Directory.Exists(System.IO.Path.Combine(directory, "loop")))
            .Select(directory => int.Parse(System.IO.Path.GetFileName(directory).AsSpan(4), CultureInfo.InvariantCulture));

    /// <summary>Opens a device if it has a file.</summary>
    private static LoopDevice? TryOpen(int number)
    {
        SafeFileHandle device;
        try
        {
            device = Open(DevicePath(number), FileAccess.Read);
        }
        catch (IOException)
        {
            // Gone since it was listed.
            return null;
        }

        if (StatusOf(device, number) is { } status)
        {
            return new LoopDevice(device, status);
        }

        device.Dispose();
        return null;
    }

    private static bool TryConfigure(SafeFileHandle device, ref LoopNative.Configuration configuration)
    {
        using var reference = new DescriptorReference(device);
        if (LoopNative.Control(reference.Value, LoopNative.Configure, ref configuration) == 0)
        {
            return true;
        }

        var error = Check.LastError;
        return error == Errno.EBUSY ? false : throw new LinuxException("ioctl LOOP_CONFIGURE", null, error);
    }

    private static LoopStatus? StatusOf(SafeFileHandle device, int number)
    {
        using var reference = new DescriptorReference(device);
        if (LoopNative.Control(reference.Value, LoopNative.GetStatus, out LoopNative.Information information) == 0)
        {
            return LoopStatus.From(number, information);
        }

        return Check.LastError == Errno.ENXIO ? null : throw LinuxException.Last("ioctl LOOP_GET_STATUS64", DevicePath(number));
    }

    private static int GetFree(SafeFileHandle control)
    {
        using var reference = new DescriptorReference(control);
        return Check.Result(LoopNative.Control(reference.Value, LoopNative.GetFree, 0), "ioctl LOOP_CTL_GET_FREE");
    }

    private static SafeFileHandle Open(string path, FileAccess access) =>
        File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);

    private static string DevicePath(int number) => $"/dev/loop{number}";

    private static void CopyName(string file, Span<byte> name)
    {
        var bytes = Encoding.UTF8.GetBytes(file);
        bytes.AsSpan(0, Math.Min(bytes.Length, name.Length - 1)).CopyTo(name);
    }
}
