using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Mounts;

/// <summary>A detached copy of a mount (open_tree(2)): invisible until it is attached somewhere, gone when disposed unattached.</summary>
public sealed partial class MountTree : IDisposable
{
    private const int AtEmptyPath = 0x1000;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtCurrentDirectory = -100;
    private const uint OpenTreeClone = 1;
    private const uint OpenTreeCloseOnExec = 0x80000;
    private const uint MoveMountFromEmptyPath = 4;

    private readonly SafeFileHandle handle;
    private readonly string origin;

    private MountTree(SafeFileHandle handle, string origin)
    {
        this.handle = handle;
        this.origin = origin;
    }

    /// <summary>Copies the mount that <paramref name="path"/> lies on, rooted at <paramref name="path"/>, which may not be a symbolic link.</summary>
    public static MountTree Copy(string path)
    {
        var fd = Check.Result(
            OpenTree(SystemCall.OpenTree, AtCurrentDirectory, path, OpenTreeClone | OpenTreeCloseOnExec | AtSymlinkNoFollow),
            "open_tree",
            path);
        return new MountTree(new SafeFileHandle((nint)fd, ownsHandle: true), path);
    }

    /// <summary>Copies the mount that an open directory or file lies on, rooted there: no path is looked up again.</summary>
    public static MountTree Copy(SafeFileHandle opened, string name)
    {
        using var reference = new DescriptorReference(opened);
        var fd = Check.Result(
            OpenTree(SystemCall.OpenTree, reference.Value, "", OpenTreeClone | OpenTreeCloseOnExec | AtEmptyPath),
            "open_tree",
            name);
        return new MountTree(new SafeFileHandle((nint)fd, ownsHandle: true), name);
    }

    /// <summary>Sets and clears attributes; with <see cref="MountAttributes.IdMap"/> ownership is shown through the mapping of <paramref name="userNamespace"/>.</summary>
    public MountTree With(MountAttributes set, MountAttributes clear = MountAttributes.None, SafeFileHandle? userNamespace = null)
    {
        using var tree = new DescriptorReference(handle);
        using var mapping = userNamespace is null ? null : new DescriptorReference(userNamespace);
        var attributes = new Attributes
        {
            Set = (ulong)set,
            Clear = (ulong)clear,
            UserNamespace = (ulong)(mapping?.Value ?? 0),
        };
        Check.Result(
            MountSetAttributes(SystemCall.MountSetAttributes, tree.Value, "", AtEmptyPath, ref attributes, (nuint)Marshal.SizeOf<Attributes>()),
            "mount_setattr",
            origin);
        return this;
    }

    /// <summary>Attaches the tree at <paramref name="target"/> in the calling thread's mount namespace.</summary>
    public void AttachTo(string target)
    {
        using var tree = new DescriptorReference(handle);
        Check.Result(
            MoveMount(SystemCall.MoveMount, tree.Value, "", AtCurrentDirectory, target, MoveMountFromEmptyPath),
            "move_mount",
            $"{origin} to {target}");
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long OpenTree(long number, int directory, string path, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long MoveMount(long number, int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long MountSetAttributes(
        long number, int directory, string path, uint flags, ref Attributes attributes, nuint size);

    /// <summary>struct mount_attr of linux/mount.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public ulong Set;
        public ulong Clear;
        public ulong Propagation;
        public ulong UserNamespace;
    }
}
