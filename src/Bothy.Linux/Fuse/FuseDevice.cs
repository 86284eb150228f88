using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Fuse;

/// <summary>
/// An open <c>/dev/fuse</c>: requests of the kernel come out of it, replies go in. The requests that were read from a descriptor belong to it: they
/// are answered through it, and fail when its last copy is closed, in whichever process.
/// </summary>
public sealed partial class FuseDevice : IDisposable
{
    private const string DevicePath = "/dev/fuse";
    private const int ReadWriteCloseOnExec = 2 | 0x80000;
    private const ulong CloneRequest = 0x8004E500;
    private const int NotifyResend = 7;
    private readonly DescriptorReference reference;

    /// <summary>Takes over a descriptor of the device.</summary>
    public FuseDevice(SafeFileHandle handle)
    {
        Handle = handle;
        reference = new DescriptorReference(handle);
    }

    public SafeFileHandle Handle { get; }

    /// <summary>A device that belongs to no mount yet.</summary>
    public static FuseDevice Open() =>
        new(new SafeFileHandle(Check.Result(Open(DevicePath, ReadWriteCloseOnExec), "open", DevicePath), ownsHandle: true));

    /// <summary>A second way to the same mount, for another thread: requests come out of one or the other.</summary>
    public FuseDevice Clone()
    {
        var clone = Open();
        var source = (uint)reference.Value;
        if (Control(clone.reference.Value, CloneRequest, ref source) != 0)
        {
            var error = LinuxException.Last("ioctl FUSE_DEV_IOC_CLONE");
            clone.Dispose();
            throw error;
        }

        return clone;
    }

    /// <summary>Waits for a request.</summary>
    /// <param name="buffer">Room for the largest write and its headers: a smaller one makes the kernel fail requests.</param>
    /// <returns>Bytes of the request, or a negative error: EINTR, EAGAIN and ENOENT are no reason to stop, ENODEV means that the mount is gone.</returns>
    public unsafe int Read(byte* buffer, int length)
    {
        var count = (int)Read(reference.Value, buffer, (nuint)length);
        return count >= 0 ? count : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Sends a whole reply or notification.</summary>
    /// <returns><see cref="Errno.None"/>; ENOENT if nobody waits for the reply (any more).</returns>
    public unsafe Errno Write(byte* buffer, int length) =>
        Write(reference.Value, buffer, (nuint)length) >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();

    /// <summary>
    /// Has the kernel send all requests again that were read and not answered, whichever descriptor of the mount they were read from. Nobody may be
    /// working on one of them.
    /// </summary>
    /// <returns>False if the kernel cannot.</returns>
    public unsafe bool RequestResend()
    {
        var header = new FuseReplyHeader { Length = FuseReplyHeader.Size, Error = NotifyResend };
        return Write((byte*)&header, FuseReplyHeader.Size) switch
        {
            Errno.None => true,
            Errno.EINVAL => false,
            var error => throw new LinuxException("write", "FUSE_NOTIFY_RESEND", error),
        };
    }

    public void Dispose()
    {
        reference.Dispose();
        Handle.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, ulong request, ref uint argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* buffer, nuint length);
}
