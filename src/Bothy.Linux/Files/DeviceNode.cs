using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>Character devices in the filesystem (mknod(2)).</summary>
public static partial class DeviceNode
{
    private const uint CharacterDevice = 0x2000;
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Makes one that everybody may open.</summary>
    public static void Make(string path, uint major, uint minor)
    {
        // The kernel's encoding of numbers below 4096 and 256 (makedev(3)).
        Check.Result(MakeNode(path, CharacterDevice, (major << 8) | minor), "mknod", path);
        File.SetUnixFileMode(path, Everybody);
    }

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNode(string path, uint mode, ulong device);
}
