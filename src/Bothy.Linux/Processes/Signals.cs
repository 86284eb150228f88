using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Processes;

/// <summary>Sending signals, and what this process does with its own (signal(7)).</summary>
public static partial class Signals
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int BrokenPipe = 13;
    public const int Terminate = 15;
    public const int Continue = 18;

    /// <summary>The highest signal number.</summary>
    public const int Highest = 64;

    private const int SetMask = 2;
    private const long SetActionX64 = 13;
    private const long SetActionArm64 = 134;

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Signals a process; false where it is gone.</summary>
    public static bool Send(int process, int signal) => SendTo(process, signal);

    /// <summary>Signals a process group; false where nobody is in it.</summary>
    public static bool SendToGroup(int group, int signal) => SendTo(-group, signal);

    /// <summary>Signals every process that this one may signal but itself and process 1; false where there is none. Signal 0 only asks.</summary>
    public static bool SendToAll(int signal) => SendTo(-1, signal);

    /// <summary>Writes to pipes that nobody reads fail with EPIPE instead of ending the process.</summary>
    public static void IgnoreBrokenPipe() => _ = SetHandler(BrokenPipe, 1);

    /// <summary>Sets every signal to its default action and unblocks it, as a program expects to find it.</summary>
    public static unsafe void ResetAll()
    {
        // All zeros is the default action in the kernel's struct sigaction, which is shorter than this everywhere. The C library would refuse to
        // touch the signals that it keeps for itself.
        var byDefault = stackalloc ulong[16];
        new Span<ulong>(byDefault, 16).Clear();
        for (var signal = 1; signal <= Highest; signal++)
        {
            // KILL and STOP cannot be set, which means nothing here.
            _ = SetAction(IsX64 ? SetActionX64 : SetActionArm64, signal, byDefault, null, sizeof(ulong));
        }

        // sigset_t is 128 bytes in the C library.
        var none = stackalloc ulong[16];
        new Span<ulong>(none, 16).Clear();
        _ = SetSignalMask(SetMask, none, null);
    }

    private static bool SendTo(int target, int signal)
    {
        if (SendSignal(target, signal) == 0)
        {
            return true;
        }

        return Check.LastError == Errno.ESRCH ? false : throw LinuxException.Last("kill", $"{target}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int target, int signal);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial long SetAction(long number, long signal, ulong* action, ulong* previous, long maskSize);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static unsafe partial int SetSignalMask(int how, ulong* set, ulong* previous);
}
