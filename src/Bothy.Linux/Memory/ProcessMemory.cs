using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Memory;

/// <summary>For a process that serves the disks which the kernel would have to write to before it can give that process memory.</summary>
public static partial class ProcessMemory
{
    private const int CurrentFutureOnFault = 1 | 2 | 4;
    private const int SetIOFlusher = 57;

    /// <summary>Keeps every page that this process ever touches in memory (mlockall(2)). Takes no memory that is not touched.</summary>
    /// <exception cref="LinuxException">Not permitted (<c>CAP_IPC_LOCK</c>).</exception>
    public static void Lock() => Check.Result(LockAll(CurrentFutureOnFault), "mlockall");

    /// <summary>
    /// Tells the kernel that memory for this process must not wait for writeback, which may need this process (<c>PR_SET_IO_FLUSHER</c>).
    /// </summary>
    /// <returns>False where that is not permitted (<c>CAP_SYS_RESOURCE</c>).</returns>
    public static bool TryBecomeFlusher() => Control(SetIOFlusher, 1, 0, 0, 0) == 0;

    /// <summary>Has the kernel end others first when memory is out (<c>oom_score_adj</c>); does nothing where that is not permitted.</summary>
    public static void TrySpare()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "-900");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without CAP_SYS_RESOURCE: this process is then as likely to be ended as others of its size.
        }
    }

    [LibraryImport("libc", EntryPoint = "mlockall", SetLastError = true)]
    private static partial int LockAll(int flags);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, ulong first, ulong second, ulong third, ulong fourth);
}
