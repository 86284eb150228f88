using Bothy.Linux.Errors;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;

namespace Bothy.Images.Mounting;

/// <summary>Mounts images, read-only, where the host's root alone can reach them.</summary>
public static class ImageMounts
{
    private const string Type = "erofs";
    private const MountFlags Flags = MountFlags.ReadOnly | MountFlags.NoSuid | MountFlags.NoDev;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Mounts the image if it is not mounted there yet. Calls for one place must not overlap.</summary>
    /// <param name="mountPoint">Absolute path without symbolic links, of this image only; made if missing.</param>
    public static void EnsureMounted(Image image, string mountPoint)
    {
        if (MountTable.Find(mountPoint) is { Type: Type })
        {
            return;
        }

        Directory.CreateDirectory(mountPoint, OwnerOnly);
        try
        {
            MountPoint.Attach(image.ErofsPath, mountPoint, Type, Flags);
        }
        catch (LinuxException exception) when (exception.Errno == Errno.ENOTBLK)
        {
            // Before Linux 6.12 a filesystem could not be mounted from a plain file.
            using var device = LoopDevice.Find(image.ErofsPath) ?? LoopDevice.Attach(image.ErofsPath, new LoopOptions(ReadOnly: true, DirectIO: false));
            MountPoint.Attach(device.Path, mountPoint, Type, Flags);
        }
    }

    /// <summary>Mounts an image together with the one that it lies on, as one tree, if that is not mounted there yet. Calls for one place must not overlap.</summary>
    /// <param name="upper">Where the image's own files are mounted.</param>
    /// <param name="lower">Where the one below is mounted.</param>
    /// <param name="mountPoint">Absolute path without symbolic links; made if missing.</param>
    public static void EnsureStacked(string upper, string lower, string mountPoint)
    {
        if (MountTable.Find(mountPoint) is null)
        {
            Directory.CreateDirectory(mountPoint, OwnerOnly);
            MountPoint.Attach("bothy", mountPoint, "overlay", Flags, $"lowerdir={upper}:{lower}");
        }
    }

    /// <summary>Unmounts what is at the place and removes the place. Does nothing if nothing is mounted there.</summary>
    public static void Unmount(string mountPoint)
    {
        MountPoint.DetachAll(mountPoint);
        if (Directory.Exists(mountPoint))
        {
            Directory.Delete(mountPoint);
        }
    }
}
