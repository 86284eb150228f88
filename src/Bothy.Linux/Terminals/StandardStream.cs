using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Terminals;

/// <summary>
/// Standard input, output or error as a stream of plain read(2) and write(2): unbuffered, at the descriptor's own shared
/// position (so that <c>&gt;log 2&gt;&amp;1</c> interleaves), whatever the descriptor is. It does not own the descriptor.
/// </summary>
public sealed unsafe partial class StandardStream(int descriptor, FileAccess access) : Stream
{
    private const short Readable = 1;
    private const short Writable = 4;

    public override bool CanRead => access == FileAccess.Read;

    public override bool CanWrite => access == FileAccess.Write;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Blocks until there is input; 0 at the end, also of a terminal that has gone away.</summary>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint count;
            fixed (byte* bytes = buffer)
            {
                // SAFETY: the kernel writes at most buffer.Length bytes to the pinned buffer.
                count = ReadDescriptor(descriptor, bytes, (nuint)buffer.Length);
            }

            if (count >= 0)
            {
                return (int)count;
            }

            if (Check.LastError is Errno.EIO or Errno.EBADF)
            {
                return 0;
            }

            Retry("read", Readable);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Blocks until all is written.</summary>
    /// <exception cref="LinuxException">With <see cref="Errno.EPIPE"/> when the reader has gone.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint count;
            fixed (byte* bytes = buffer)
            {
                // SAFETY: the kernel reads at most buffer.Length bytes of the pinned buffer.
                count = WriteDescriptor(descriptor, bytes, (nuint)buffer.Length);
            }

            if (count < 0)
            {
                Retry("write", Writable);
            }
            else
            {
                buffer = buffer[(int)count..];
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Returns if the call is worth repeating: it was interrupted, or someone else made the descriptor non-blocking.</summary>
    private void Retry(string call, short events)
    {
        switch (Check.LastError)
        {
            case Errno.EINTR:
                return;
            case Errno.EAGAIN:
                var waited = new PollDescriptor { Descriptor = descriptor, Events = events };
                _ = Poll(ref waited, 1, -1);
                return;
            default:
                throw LinuxException.Last(call, $"of standard descriptor {descriptor}");
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadDescriptor(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteDescriptor(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
