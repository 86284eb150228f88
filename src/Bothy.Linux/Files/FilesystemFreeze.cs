using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>Stops and resumes all writes to a mounted filesystem (ioctl_fsfreeze: FIFREEZE, FITHAW). Who is killed in between leaves it frozen.</summary>
public static partial class FilesystemFreeze
{
    private const ulong FreezeRequest = 0xC0045877;
    private const ulong ThawRequest = 0xC0045878;

    /// <summary>Returns when everything is written out and nothing is written any more: seconds, if much was dirty.</summary>
    /// <param name="directory">An open directory of the filesystem.</param>
    public static void Freeze(SafeHandle directory, string name)
    {
        using var reference = new DescriptorReference(directory);
        Check.Result(Control(reference.Value, FreezeRequest, 0), "ioctl FIFREEZE", name);
    }

    /// <returns>False if the filesystem was not frozen.</returns>
    public static bool Thaw(SafeHandle directory, string name)
    {
        using var reference = new DescriptorReference(directory);
        if (Control(reference.Value, ThawRequest, 0) == 0)
        {
            return true;
        }

        return Check.LastError == Errno.EINVAL ? false : throw LinuxException.Last("ioctl FITHAW", name);
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, ulong request, int argument);
}
