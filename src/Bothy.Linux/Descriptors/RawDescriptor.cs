using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Descriptors;

/// <summary>Pipes, sockets and terminals as the kernel has them: bytes in, bytes out, without buffers or threads of the runtime.</summary>
public static partial class RawDescriptor
{
    /// <summary>What <see cref="Read"/> and <see cref="Write"/> return where a non-blocking descriptor would have to wait.</summary>
    public const int WouldBlock = -1;

    private const int CloseOnExec = 0x80000;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int SetDescriptorFlags = 2;
    private const int NonBlocking = 0x800;
    private const int SetPipeSize = 1031;

    /// <summary>Takes over a descriptor that this process inherited; it is closed on exec from now on.</summary>
    public static SafeFileHandle Adopt(int descriptor)
    {
        Check.Result(Control(descriptor, SetDescriptorFlags, 1), "fcntl", $"descriptor {descriptor}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>A pipe; both ends are closed on exec.</summary>
    public static unsafe (SafeFileHandle Read, SafeFileHandle Write) CreatePipe()
    {
        var ends = stackalloc int[2];
        Check.Result(Pipe(ends, CloseOnExec), "pipe2");
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>An unnamed file in memory, closed on exec, for one process to hand another (memfd_create(2)).</summary>
    public static SafeFileHandle CreateMemoryFile(string name) =>
        new(Check.Result(MemoryFile(name, 1), "memfd_create", name), ownsHandle: true);

    /// <summary>Asks for a larger pipe; does nothing where the kernel refuses.</summary>
    public static void TryEnlargePipe(SafeFileHandle pipe, int bytes)
    {
        using var reference = new DescriptorReference(pipe);
        _ = Control(reference.Value, SetPipeSize, bytes);
    }

    public static void SetNonBlocking(SafeFileHandle handle)
    {
        using var reference = new DescriptorReference(handle);
        var flags = Check.Result(Control(reference.Value, GetFlags, 0), "fcntl");
        Check.Result(Control(reference.Value, SetFlags, flags | NonBlocking), "fcntl");
    }

    /// <summary>Reads what is there: a count, 0 at the end, or <see cref="WouldBlock"/>.</summary>
    /// <exception cref="LinuxException">read(2) failed; a terminal whose other side is closed fails with EIO.</exception>
    public static int Read(SafeFileHandle handle, Span<byte> buffer)
    {
        while (true)
        {
            var count = Read(handle, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            switch (Check.LastError)
            {
                case Errno.EINTR:
                    break;
                case Errno.EAGAIN:
                    return WouldBlock;
                default:
                    throw LinuxException.Last("read");
            }
        }
    }

    /// <summary>Writes what fits: a count, or <see cref="WouldBlock"/>.</summary>
    /// <exception cref="LinuxException">write(2) failed; nobody reads: EPIPE.</exception>
    public static int Write(SafeFileHandle handle, ReadOnlySpan<byte> buffer)
    {
        while (true)
        {
            var count = Write(handle, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            switch (Check.LastError)
            {
                case Errno.EINTR:
                    break;
                case Errno.EAGAIN:
                    return WouldBlock;
                default:
                    throw LinuxException.Last("write");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle handle, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle handle, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);
}
