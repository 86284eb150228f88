using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Bothy.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Pidfds;

/// <summary>A process held by descriptor: signals and waits never hit a later process with the same id (pidfd_open(2)).</summary>
public sealed partial class PidFd : SafeHandleZeroOrMinusOneIsInvalid
{
    private PidFd(long descriptor)
        : base(ownsHandle: true) => SetHandle((nint)descriptor);

    /// <summary>Opens a process; null if it has ended and been reaped.</summary>
    /// <exception cref="LinuxException">The kernel refused for another reason.</exception>
    public static PidFd? Open(int processId)
    {
        var descriptor = Call(SystemCall.PidfdOpen, processId, 0, 0, 0);
        return descriptor < 0 && Check.LastError is Errno.ESRCH or Errno.EINVAL
            ? null
            : new(Check.Result(descriptor, "pidfd_open", $"{processId}"));
    }

    /// <summary>Opens exactly this process, whether the caller is its parent or not; null if it has ended.</summary>
    public static PidFd? Open(ProcessIdentity process)
    {
        var opened = Open(process.Id);
        if (opened is null || process.IsAlive)
        {
            return opened;
        }

        opened.Dispose();
        return null;
    }

    /// <summary>Sends a signal; false if the process has ended.</summary>
    public bool Send(Signal signal)
    {
        using var reference = new DescriptorReference(this);
        var result = Call(SystemCall.PidfdSendSignal, reference.Value, (long)signal, 0, 0);
        if (result < 0 && Check.LastError == Errno.ESRCH)
        {
            return false;
        }

        Check.Result(result, "pidfd_send_signal", $"{signal}");
        return true;
    }

    /// <summary>Completes when the process has ended. Costs a sleeping thread and nothing else.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        using var wake = WakeUp.Create();
        var waiting = DedicatedThread.RunAsync("wait for a process", () => BlockUntilExit(wake));
        await using (cancellationToken.UnsafeRegister(static state => ((WakeUp)state!).Set(), wake))
        {
            if (!await waiting.ConfigureAwait(false))
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    /// <summary>True when the process has ended, false when woken before.</summary>
    private unsafe bool BlockUntilExit(WakeUp wake)
    {
        const short readable = 1;
        using var process = new DescriptorReference(this);
        using var waker = new DescriptorReference(wake);
        // SAFETY: both descriptors are kept open by the references for as long as the kernel looks at the array.
        var polled = stackalloc PollEntry[2];
        polled[0] = new(process.Value, readable);
        polled[1] = new(waker.Value, readable);
        while (Poll(polled, 2, -1) < 0)
        {
            if (Check.LastError != Errno.EINTR)
            {
                throw LinuxException.Last("poll", "pidfd");
            }
        }

        return polled[0].Returned != 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(long number, long first, long second, long third, long fourth);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollEntry* entries, ulong count, int timeout);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
