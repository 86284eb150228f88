using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Pidfds;

/// <summary>Ends another thread's poll(2): an eventfd(2).</summary>
internal sealed partial class WakeUp : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int CloseOnExec = 0x80000;

    private WakeUp(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    public static WakeUp Create() => new(Check.Result(EventFd(0, CloseOnExec), "eventfd"));

    public void Set()
    {
        using var reference = new DescriptorReference(this);
        Check.Result(EventFdWrite(reference.Value, 1), "eventfd_write");
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd_write", SetLastError = true)]
    private static partial int EventFdWrite(int descriptor, ulong value);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
