using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Polling;

/// <summary>Wakes a thread that waits in an <see cref="EventPoll"/> from any other (eventfd(2)).</summary>
public sealed partial class WakeUp : IDisposable
{
    private const int NonBlockingCloseOnExec = 0x80800;

    public WakeUp() =>
        Handle = new SafeFileHandle(Check.Result(Create(0, NonBlockingCloseOnExec), "eventfd"), ownsHandle: true);

    /// <summary>Becomes readable with <see cref="Set"/>.</summary>
    public SafeFileHandle Handle { get; }

    public void Set()
    {
        ReadOnlySpan<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        _ = RawDescriptor.Write(Handle, BitConverter.IsLittleEndian ? one : [0, 0, 0, 0, 0, 0, 0, 1]);
    }

    /// <summary>Forgets all earlier <see cref="Set"/>.</summary>
    public void Reset()
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        _ = RawDescriptor.Read(Handle, count);
    }

    public void Dispose() => Handle.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int Create(uint initial, int flags);
}
