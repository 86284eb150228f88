using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Archives;

/// <summary>
/// An open directory in which entries are made by name (openat(2) and kin). A name is one component, and no symbolic link is ever followed, so
/// nothing is made anywhere else, whatever others do to the tree meanwhile.
/// </summary>
internal sealed partial class DirectoryAt : IDisposable
{
    private const int DirectoryOnly = 0x10000;
    private const int NoFollow = 0x20000;
    private const int CloseOnExec = 0x80000;
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int RemoveDirectory = 0x200;

    private readonly SafeFileHandle handle;

    private DirectoryAt(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Opens a directory whose path the caller trusts.</summary>
    public static DirectoryAt Open(string path) =>
        new(new SafeFileHandle(Check.Result(Open(path, DirectoryOnly | CloseOnExec), "open", path), ownsHandle: true));

    /// <summary>Opens a directory in this one; null where it does not exist.</summary>
    /// <exception cref="LinuxException">It is something else, such as a symbolic link.</exception>
    public DirectoryAt? OpenDirectory(string name)
    {
        var descriptor = OpenAt(handle, name, DirectoryOnly | NoFollow | CloseOnExec, 0);
        if (descriptor >= 0)
        {
            return new DirectoryAt(new SafeFileHandle(descriptor, ownsHandle: true));
        }

        return Check.LastError == Errno.ENOENT ? null : throw LinuxException.Last("openat", name);
    }

    /// <summary>Makes a directory.</summary>
    public void MakeDirectory(string name) => Check.Result(MakeDirectoryAt(handle, name, 0x1C0), "mkdirat", name);

    /// <summary>Makes a file that is not there yet, open for writing.</summary>
    public SafeFileHandle CreateFile(string name) =>
        new(Check.Result(OpenAt(handle, name, WriteOnly | Create | Exclusive | NoFollow | CloseOnExec, 0x180), "openat", name), ownsHandle: true);

    /// <summary>Makes a symbolic link; where it points is not looked at.</summary>
    public void MakeSymbolicLink(string name, string target) => Check.Result(SymbolicLinkAt(target, handle, name), "symlinkat", name);

    /// <summary>Makes another name for a file.</summary>
    public void MakeHardLink(string name, DirectoryAt existingDirectory, string existingName) =>
        Check.Result(LinkAt(existingDirectory.handle, existingName, handle, name, 0), "linkat", name);

    /// <summary>Removes whatever has the name, except a directory with entries.</summary>
    public void Remove(string name)
    {
        if (UnlinkAt(handle, name, 0) == 0 || Check.LastError == Errno.ENOENT)
        {
            return;
        }

        if (Check.LastError != Errno.EISDIR || UnlinkAt(handle, name, RemoveDirectory) != 0)
        {
            throw LinuxException.Last("unlinkat", name);
        }
    }

    /// <summary>Sets this directory's own permission bits and time.</summary>
    public void SetAttributes(uint mode, DateTimeOffset modified) => SetAttributes(handle, mode, modified);

    /// <summary>Sets an open file's permission bits and time.</summary>
    public static void SetAttributes(SafeFileHandle file, uint mode, DateTimeOffset modified)
    {
        Check.Result(ChangeMode(file, mode), "fchmod");
        var ticks = modified.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        ReadOnlySpan<long> times = [seconds, Math.Max(rest, 0) * 100, seconds, Math.Max(rest, 0) * 100];
        Check.Result(SetTimes(file, times), "futimens");
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(SafeFileHandle directory, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectoryAt(SafeFileHandle directory, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SymbolicLinkAt(string target, SafeFileHandle directory, string name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(SafeFileHandle oldDirectory, string oldName, SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(SafeFileHandle file, ReadOnlySpan<long> times);
}
