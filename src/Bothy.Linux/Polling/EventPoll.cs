using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Polling;

/// <summary>Waits for many descriptors at once, edge-triggered (epoll(7)): each change is reported once. Waiting is for one thread.</summary>
public sealed partial class EventPoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int AddDescriptor = 1;
    private const uint EdgeTriggered = 1u << 31;
    private const int Capacity = 64;

    // struct epoll_event is packed on x86-64 only (epoll_event(3type)).
    private static readonly int DataPosition = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EntrySize = DataPosition + sizeof(long);

    private readonly SafeFileHandle handle;
    private readonly byte[] entries = new byte[Capacity * EntrySize];

    public EventPoll() =>
        handle = new SafeFileHandle(Check.Result(Create(CloseOnExec), "epoll_create1"), ownsHandle: true);

    /// <summary>Watches a descriptor until it is closed, under a key that <see cref="Event"/> returns.</summary>
    public unsafe void Add(SafeHandle descriptor, long key)
    {
        var entry = stackalloc byte[EntrySize];
        *(uint*)entry = (uint)(PollEvents.Readable | PollEvents.Writable | PollEvents.PeerClosed) | EdgeTriggered;
        // SAFETY: the entry has room for a 64-bit number at DataPosition; the kernel reads it unaligned.
        Marshal.WriteInt64((nint)entry, DataPosition, key);
        using var reference = new DescriptorReference(descriptor);
        Check.Result(Control(handle, AddDescriptor, reference.Value, entry), "epoll_ctl");
    }

    /// <summary>Waits and returns how many events there are; 0 after the timeout or a signal.</summary>
    /// <param name="milliseconds">-1 waits without end.</param>
    public unsafe int Wait(int milliseconds)
    {
        fixed (byte* buffer = entries)
        {
            // SAFETY: the buffer holds Capacity entries of the kernel's size.
            var count = WaitFor(handle, buffer, Capacity, milliseconds);
            return count < 0 && Check.LastError == Errno.EINTR ? 0 : Check.Result(count, "epoll_wait");
        }
    }

    /// <summary>One of the events of the last <see cref="Wait"/>.</summary>
    public (long Key, PollEvents Events) Event(int index)
    {
        var entry = entries.AsSpan(index * EntrySize, EntrySize);
        return (MemoryMarshal.Read<long>(entry[DataPosition..]), (PollEvents)MemoryMarshal.Read<uint>(entry));
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int Control(SafeFileHandle poll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int WaitFor(SafeFileHandle poll, byte* entries, int capacity, int milliseconds);
}
