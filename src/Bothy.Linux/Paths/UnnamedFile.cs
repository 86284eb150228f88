using System.Globalization;
using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Paths;

/// <summary>
/// A file without a name (open(2), <c>O_TMPFILE</c>) that gets one when it is whole: if its maker dies before, nothing is left of it. The
/// filesystem must support that; ext4, xfs, btrfs and tmpfs do.
/// </summary>
public static partial class UnnamedFile
{
    private const int AtCurrentDirectory = -100;
    private const int FollowLink = 0x400;
    private const int UnnamedReadWriteCloseOnExec = 0x410000 | 2 | 0x80000;
    private const uint OwnerOnly = 0x180;

    /// <summary>Opens a new file for writing on the filesystem of <paramref name="directory"/>. Its mode is 0600.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="LinuxException">The kernel refused, for example because the filesystem has no such files (EOPNOTSUPP).</exception>
    public static SafeFileHandle Create(string directory)
    {
        var descriptor = Open(directory, UnnamedReadWriteCloseOnExec, OwnerOnly);
        if (descriptor < 0 && Check.LastError == Errno.ENOENT)
        {
            throw new DirectoryNotFoundException($"{directory} does not exist.");
        }

        return new SafeFileHandle(Check.Result(descriptor, "open O_TMPFILE", directory), ownsHandle: true);
    }

    /// <summary>Gives the file a name in one step; false if something of that name exists.</summary>
    /// <exception cref="LinuxException">The kernel refused for another reason.</exception>
    public static bool TryLink(SafeFileHandle file, string path)
    {
        using var reference = new DescriptorReference(file);
        var self = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{reference.Value}");
        if (LinkAt(AtCurrentDirectory, self, AtCurrentDirectory, path, FollowLink) == 0)
        {
            return true;
        }

        return Check.LastError == Errno.EEXIST ? false : throw LinuxException.Last("linkat", path);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(int existingDirectory, string existing, int newDirectory, string name, int flags);
}
