using System.Runtime.InteropServices;
using System.Text;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Sockets;

/// <summary>
/// A blocking unix socket for whole messages (<c>SOCK_SEQPACKET</c>), each with descriptors if need be (<c>SCM_RIGHTS</c>, unix(7)). Descriptors that are
/// received are closed on exec.
/// </summary>
public sealed unsafe partial class DescriptorSocket : IDisposable
{
    /// <summary>Descriptors of one message (the kernel's SCM_MAX_FD).</summary>
    public const int MaximumDescriptors = 253;

    private const int FamilyUnix = 1;
    private const int PacketsCloseOnExec = 5 | 0x80000;
    private const int LevelSocket = 1;
    private const int Rights = 1;
    private const int ControlHeader = 16;
    private const int LongestPath = 107;
    private const int NoSignal = 0x4000;
    private const int ReceivedCloseOnExec = 0x40000000;
    private const int ControlTruncated = 0x8;
    private const int Truncated = 0x20;
    private const int ShutdownBoth = 2;
    private readonly SafeFileHandle handle;

    private DescriptorSocket(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Listens at a path where nothing is yet.</summary>
    public static DescriptorSocket Listen(string path)
    {
        var socket = Create();
        var address = AddressOf(path);
        Check.Result(Bind(socket.handle, address, (uint)address.Length), "bind", path);
        Check.Result(Listen(socket.handle, 16), "listen", path);
        return socket;
    }

    /// <exception cref="LinuxException">Nobody listens there.</exception>
    public static DescriptorSocket Connect(string path)
    {
        var socket = Create();
        var address = AddressOf(path);
        if (Connect(socket.handle, address, (uint)address.Length) != 0)
        {
            var error = LinuxException.Last("connect", path);
            socket.Dispose();
            throw error;
        }

        return socket;
    }

    /// <summary>Two ends of one connection.</summary>
    public static (DescriptorSocket First, DescriptorSocket Second) Pair()
    {
        var ends = stackalloc int[2];
        Check.Result(Pair(FamilyUnix, PacketsCloseOnExec, 0, ends), "socketpair");
        return (new(new SafeFileHandle(ends[0], ownsHandle: true)), new(new SafeFileHandle(ends[1], ownsHandle: true)));
    }

    /// <summary>The socket's descriptor, to be used in another way from now on.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Waits for a connection; null once the listener was shut down.</summary>
    public DescriptorSocket? Accept()
    {
        while (true)
        {
            using var reference = new DescriptorReference(handle);
            var descriptor = Accept(reference.Value, 0, 0, 0x80000);
            if (descriptor >= 0)
            {
                return new(new SafeFileHandle(descriptor, ownsHandle: true));
            }

            switch (Check.LastError)
            {
                case Errno.EINTR or Errno.ECONNABORTED:
                    break;
                case Errno.EINVAL:
                    return null;
                default:
                    throw LinuxException.Last("accept4");
            }
        }
    }

    public void Send(ReadOnlySpan<byte> message, IReadOnlyList<SafeHandle> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Count, MaximumDescriptors);
        var references = descriptors.Select(one => new DescriptorReference(one)).ToArray();
        try
        {
            var control = stackalloc byte[ControlSpace(descriptors.Count)];
            fixed (byte* data = message)
            {
                var part = new Part { Start = data, Length = (nuint)message.Length };
                var header = new MessageHeader { Parts = &part, PartCount = 1 };
                if (references.Length > 0)
                {
                    // SAFETY: the control buffer has room for the header and all numbers (cmsg(3)).
                    *(nuint*)control = (nuint)(ControlHeader + (sizeof(int) * references.Length));
                    *(int*)(control + 8) = LevelSocket;
                    *(int*)(control + 12) = Rights;
                    for (var i = 0; i < references.Length; i++)
                    {
                        *(int*)(control + ControlHeader + (sizeof(int) * i)) = references[i].Value;
                    }

                    header.Control = control;
                    header.ControlLength = (nuint)ControlSpace(references.Length);
                }

                while (Send(handle, &header, NoSignal) < 0)
                {
                    if (Check.LastError != Errno.EINTR)
                    {
                        throw LinuxException.Last("sendmsg");
                    }
                }
            }
        }
        finally
        {
            Array.ForEach(references, reference => reference.Dispose());
        }
    }

    /// <summary>Waits for a message.</summary>
    /// <returns>Bytes of it, and its descriptors, which the caller owns; 0 bytes at the end of the connection.</returns>
    /// <exception cref="InvalidDataException">The message is longer than the buffer, or has more descriptors than allowed.</exception>
    public int Receive(Span<byte> buffer, out IReadOnlyList<SafeFileHandle> descriptors)
    {
        var space = ControlSpace(MaximumDescriptors);
        var control = stackalloc byte[space];
        fixed (byte* data = buffer)
        {
            var part = new Part { Start = data, Length = (nuint)buffer.Length };
            var header = new MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = (nuint)space };
            nint count;
            while ((count = Receive(handle, &header, ReceivedCloseOnExec)) < 0)
            {
                switch (Check.LastError)
                {
                    case Errno.EINTR:
                        break;
                    case Errno.ECONNRESET:
                        descriptors = [];
                        return 0;
                    default:
                        throw LinuxException.Last("recvmsg");
                }
            }

            descriptors = Received(control, (int)header.ControlLength);
            if ((header.Flags & (ControlTruncated | Truncated)) != 0)
            {
                foreach (var descriptor in descriptors)
                {
                    descriptor.Dispose();
                }

                throw new InvalidDataException($"A message is longer than {buffer.Length} bytes or has more than {MaximumDescriptors} descriptors.");
            }

            return (int)count;
        }
    }

    /// <summary>Ends all waiting on this socket, in whichever thread.</summary>
    public void Shutdown() => _ = Shutdown(handle, ShutdownBoth);

    public void Dispose() => handle.Dispose();

    private static List<SafeFileHandle> Received(byte* control, int length)
    {
        var received = new List<SafeFileHandle>();
        if (length >= ControlHeader && *(int*)(control + 8) == LevelSocket && *(int*)(control + 12) == Rights)
        {
            var count = ((int)*(nuint*)control - ControlHeader) / sizeof(int);
            for (var i = 0; i < count; i++)
            {
                received.Add(new SafeFileHandle(*(int*)(control + ControlHeader + (sizeof(int) * i)), ownsHandle: true));
            }
        }

        return received;
    }

    private static int ControlSpace(int descriptors) => ControlHeader + (((sizeof(int) * descriptors) + 7) & ~7);

    private static DescriptorSocket Create() =>
        new(new SafeFileHandle(Check.Result(Socket(FamilyUnix, PacketsCloseOnExec, 0), "socket"), ownsHandle: true));

    private static byte[] AddressOf(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new ArgumentException($"The socket path {path} is longer than {LongestPath} bytes.", nameof(path));
        }

        var address = new byte[2 + LongestPath + 1];
        MemoryMarshal.Write(address, (ushort)FamilyUnix);
        Encoding.UTF8.GetBytes(path, address.AsSpan(2));
        return address;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int Pair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeFileHandle socket, byte[] address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int Listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(int socket, nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeFileHandle socket, byte[] address, uint length);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(SafeFileHandle socket, int how);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint Send(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint Receive(SafeFileHandle socket, MessageHeader* message, int flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
