using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Processes;

/// <summary>All children of this process, also those that it inherited from processes that ended first (waitid(2)).</summary>
public static partial class Children
{
    private const int All = 0;
    private const int NoHang = 1;
    private const int Exited = 4;
    private const int LeaveWaitable = 0x1000000;
    private const int SetChildSubreaper = 36;

    /// <summary>Blocks until some child has ended, without reaping it; false where there is no child at all.</summary>
    public static unsafe bool WaitForEnd()
    {
        var information = stackalloc int[32];
        while (WaitId(All, 0, information, Exited | LeaveWaitable) < 0)
        {
            switch (Check.LastError)
            {
                case Errno.EINTR:
                    break;
                case Errno.ECHILD:
                    return false;
                default:
                    throw LinuxException.Last("waitid");
            }
        }

        return true;
    }

    /// <summary>Reaps one child that has ended; null where none has.</summary>
    public static unsafe EndedChild? Reap()
    {
        // siginfo_t is 128 bytes; si_code is at 8, si_pid at 16 and si_status at 24 on 64-bit Linux (waitid(2)).
        var information = stackalloc int[32];
        information[4] = 0;
        while (WaitId(All, 0, information, Exited | NoHang) < 0)
        {
            switch (Check.LastError)
            {
                case Errno.EINTR:
                    break;
                case Errno.ECHILD:
                    return null;
                default:
                    throw LinuxException.Last("waitid");
            }
        }

        const int exitedNormally = 1;
        return information[4] switch
        {
            0 => null,
            var id when information[2] == exitedNormally => new EndedChild(id, information[6], null),
            var id => new EndedChild(id, null, information[6]),
        };
    }

    /// <summary>Makes this process inherit its descendants' orphans, as process 1 does anyway (PR_SET_CHILD_SUBREAPER).</summary>
    public static void InheritOrphans() => Check.Result(Control(SetChildSubreaper, 1, 0, 0, 0), "prctl", "PR_SET_CHILD_SUBREAPER");

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static unsafe partial int WaitId(int type, int id, int* information, int options);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, ulong argument2, ulong argument3, ulong argument4, ulong argument5);
}
