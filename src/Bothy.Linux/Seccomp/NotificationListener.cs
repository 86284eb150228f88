using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Seccomp;

/// <summary>Answers system calls that a filter hands over (seccomp_unotify(2)).</summary>
public static partial class NotificationListener
{
    private const nuint Receive = 0xC0502100;
    private const nuint Send = 0xC0182101;
    private const int NotificationSize = 80;

    /// <summary>Waits for the next call and does <paramref name="work"/> in its place; the call then returns 0. A caller that is gone is nobody's error.</summary>
    public static unsafe void AnswerNext(SafeFileHandle listener, Action work)
    {
        using var reference = new DescriptorReference(listener);

        // struct seccomp_notif, which must be zero; its first member is the call's identity.
        var notification = stackalloc ulong[NotificationSize / sizeof(ulong)];
        new Span<byte>(notification, NotificationSize).Clear();
        if (Control(reference.Value, Receive, notification) < 0)
        {
            if (Check.LastError is Errno.EINTR or Errno.ENOENT)
            {
                return;
            }

            throw LinuxException.Last("ioctl SECCOMP_IOCTL_NOTIF_RECV");
        }

        work();

        // struct seccomp_notif_resp: identity, value, and error and flags in one.
        var response = stackalloc ulong[3];
        response[0] = notification[0];
        response[1] = 0;
        response[2] = 0;
        if (Control(reference.Value, Send, response) < 0 && Check.LastError is not (Errno.ENOENT or Errno.EINTR))
        {
            throw LinuxException.Last("ioctl SECCOMP_IOCTL_NOTIF_SEND");
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int Control(int descriptor, nuint request, void* argument);
}
