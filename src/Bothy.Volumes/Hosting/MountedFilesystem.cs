using Bothy.Linux.Files;
using Bothy.Linux.Mounts;
using Bothy.Linux.Paths;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Hosting;

/// <summary>An open directory of a filesystem that is mounted on this host.</summary>
internal sealed record MountedFilesystem(SafeFileHandle Directory, string Path) : IDisposable
{
    private const string Devices = "/sys/block";

    /// <summary>
    /// The filesystem on the loop device that has a served file; null if none is mounted. Asks nothing of the file itself: its server is this process, and
    /// a process that waits for itself cannot even be killed.
    /// </summary>
    public static MountedFilesystem? TryOpen(string file)
    {
        var devices = System.IO.Directory.EnumerateDirectories(Devices, "loop*").Where(device => BackingOf(device) == file).Select(NumberOf).ToHashSet();
        foreach (var mount in devices.Count == 0 ? [] : MountTable.Read().Where(mount => devices.Contains(mount.Device)))
        {
            if (TryOpen(mount) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public void Dispose() => Directory.Dispose();

    /// <summary>Another filesystem may be mounted over it, and must not be taken for it.</summary>
    private static MountedFilesystem? TryOpen(MountEntry mount)
    {
        try
        {
            var directory = OpenDirectory.At(mount.Target);
            var status = FileStatus.Of(directory, mount.Target);
            if ($"{status.DeviceMajor}:{status.DeviceMinor}" == mount.Device)
            {
                return new(directory, mount.Target);
            }

            directory.Dispose();
        }
        catch (IOException)
        {
            // Unmounted since, or not a directory.
        }

        return null;
    }

    private static string? BackingOf(string device) => ReadLine(System.IO.Path.Combine(device, "loop", "backing_file"));

    private static string NumberOf(string device) => ReadLine(System.IO.Path.Combine(device, "dev")) ?? "";

    private static string? ReadLine(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\n');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
