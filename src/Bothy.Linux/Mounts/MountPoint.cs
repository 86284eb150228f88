using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Mounts;

/// <summary>mount(2) and umount2(2) in the calling thread's mount namespace.</summary>
public static partial class MountPoint
{
    /// <summary>Mounts a filesystem at <paramref name="target"/>.</summary>
    /// <param name="data">Filesystem options, comma separated, at most a page.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Attach(string source, string target, string type, MountFlags flags, string? data = null) =>
        Check.Result(Mount(source, target, type, (ulong)flags, data), "mount", $"{type} {source} on {target}");

    /// <summary>Makes every mount of this namespace private, so that nothing propagates in or out.</summary>
    public static void MakeAllPrivate() =>
        Check.Result(Mount("none", "/", null, (ulong)(MountFlags.Recursive | MountFlags.Private), null), "mount", "--make-rprivate /");

    /// <summary>Makes one mount private.</summary>
    public static void MakePrivate(string target) =>
        Check.Result(Mount("none", target, null, (ulong)MountFlags.Private, null), "mount", $"--make-private {target}");

    /// <summary>Binds <paramref name="source"/> (a file, a directory or a namespace under <c>/proc</c>) onto <paramref name="target"/>.</summary>
    public static void Bind(string source, string target) =>
        Check.Result(Mount(source, target, null, (ulong)MountFlags.Bind, null), "mount", $"--bind {source} {target}");

    /// <summary>Unmounts <paramref name="target"/>; returns false if nothing is mounted there or the path does not exist.</summary>
    /// <exception cref="LinuxException">The mount is busy, or the kernel refused for another reason.</exception>
    public static bool Detach(string target, UnmountFlags flags = UnmountFlags.NoFollow)
    {
        if (Unmount(target, (int)(flags | UnmountFlags.NoFollow)) == 0)
        {
            return true;
        }

        return Check.LastError is Errno.EINVAL or Errno.ENOENT ? false : throw LinuxException.Last("umount", target);
    }

    /// <summary>Takes everything that is mounted at exactly <paramref name="target"/> from there; what still uses it keeps it. Does nothing if nothing is.</summary>
    /// <exception cref="IOException">It cannot be taken away.</exception>
    public static void DetachAll(string target)
    {
        while (Detach(target, UnmountFlags.Detach))
        {
        }

        if (MountTable.Find(target) is { } left)
        {
            throw new IOException($"{left.Source} is mounted on {target}, and this thread cannot reach it to unmount it.");
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
