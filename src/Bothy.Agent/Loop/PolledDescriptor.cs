using Bothy.Linux.Descriptors;
using Bothy.Linux.Polling;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Loop;

/// <summary>A non-blocking descriptor that an event loop watches. One reader and one writer at a time.</summary>
internal sealed class PolledDescriptor : IDisposable
{
    private readonly AsyncSignal readable = new();
    private readonly AsyncSignal writable = new();
    private readonly Action unwatch;

    /// <summary>Use <see cref="EventLoop.Watch"/>.</summary>
    public PolledDescriptor(SafeFileHandle handle, Action unwatch)
    {
        RawDescriptor.SetNonBlocking(handle);
        Handle = handle;
        this.unwatch = unwatch;
    }

    public SafeFileHandle Handle { get; }

    /// <summary>Reads at once: a count, 0 at the end, or <see cref="RawDescriptor.WouldBlock"/>.</summary>
    public int TryRead(Span<byte> buffer)
    {
        readable.Reset();
        return RawDescriptor.Read(Handle, buffer);
    }

    /// <summary>Writes at once: a count, or <see cref="RawDescriptor.WouldBlock"/>.</summary>
    public int TryWrite(ReadOnlySpan<byte> buffer)
    {
        writable.Reset();
        return RawDescriptor.Write(Handle, buffer);
    }

    /// <summary>Completes when a read is worth trying.</summary>
    public ValueTask WaitReadableAsync() => readable.WaitAsync();

    /// <summary>Completes when a write is worth trying.</summary>
    public ValueTask WaitWritableAsync() => writable.WaitAsync();

    /// <summary>Makes whoever waits to read try once more.</summary>
    public void WakeReader() => readable.Set();

    /// <summary>What the poll saw.</summary>
    public void Report(PollEvents events)
    {
        const PollEvents ended = PollEvents.Error | PollEvents.HangUp;
        if ((events & (PollEvents.Readable | PollEvents.PeerClosed | ended)) != 0)
        {
            readable.Set();
        }

        if ((events & (PollEvents.Writable | ended)) != 0)
        {
            writable.Set();
        }
    }

    public void Dispose()
    {
        unwatch();
        Handle.Dispose();
        readable.Close();
        writable.Close();
    }
}
