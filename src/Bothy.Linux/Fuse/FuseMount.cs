using System.Globalization;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Mounts;

namespace Bothy.Linux.Fuse;

/// <summary>Mounts a FUSE device as a filesystem that only the host's root can enter.</summary>
public static class FuseMount
{
    /// <summary>What mount tables call it.</summary>
    public const string FilesystemType = "fuse.bothy";

    /// <summary>Mounts the device at a directory. The kernel's first request is <see cref="FuseOpcode.Initialise"/>; all others wait for the reply to it.</summary>
    public static void Attach(FuseDevice device, string target)
    {
        using var reference = new DescriptorReference(device.Handle);
        var data = string.Create(CultureInfo.InvariantCulture, $"fd={reference.Value},rootmode=40000,user_id=0,group_id=0,default_permissions");
        MountPoint.Attach("bothy", target, FilesystemType, MountFlags.NoSuid | MountFlags.NoDev, data);
    }
}
