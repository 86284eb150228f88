using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Sockets;

/// <summary>Non-blocking stream sockets for an <see cref="Polling.EventPoll"/>; all are closed on exec.</summary>
public static partial class RawSocket
{
    private const int FamilyUnix = 1;
    private const int FamilyIPv4 = 2;
    private const int FamilyIPv6 = 10;
    private const int StreamNonBlockingCloseOnExec = 0x80801;
    private const int NonBlockingCloseOnExec = 0x80800;
    private const int LevelSocket = 1;
    private const int OptionError = 4;

    /// <summary>Listens on a unix socket. The path appears, in place of what was there, when it can be connected to.</summary>
    public static SafeFileHandle ListenUnix(string path)
    {
        var bound = path + ".new";
        Span<byte> address = stackalloc byte[110];
        address.Clear();
        MemoryMarshal.Write(address, (ushort)FamilyUnix);
        if (Encoding.UTF8.GetByteCount(bound) > 107)
        {
            throw new ArgumentException($"The socket path {bound} is longer than 107 bytes.", nameof(path));
        }

        Encoding.UTF8.GetBytes(bound, address[2..]);
        File.Delete(bound);
        var listener = Create(FamilyUnix);
        Check.Result(Bind(listener, address, (uint)address.Length), "bind", bound);
        Check.Result(Listen(listener, 128), "listen", bound);
        File.Move(bound, path, overwrite: true);
        return listener;
    }

    /// <summary>The next connection, or null where none waits.</summary>
    public static SafeFileHandle? Accept(SafeFileHandle listener)
    {
        using var reference = new DescriptorReference(listener);
        var descriptor = Accept(reference.Value, 0, 0, NonBlockingCloseOnExec);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        return Check.LastError is Errno.EAGAIN or Errno.EINTR or Errno.ECONNABORTED ? null : throw LinuxException.Last("accept4");
    }

    /// <summary>Begins a TCP connection; once it is writable, <see cref="FinishConnect"/> tells the outcome.</summary>
    public static SafeFileHandle BeginConnect(IPAddress address, int port)
    {
        Span<byte> target = stackalloc byte[28];
        target.Clear();
        var version6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        MemoryMarshal.Write(target, (ushort)(version6 ? FamilyIPv6 : FamilyIPv4));
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)port);
        address.TryWriteBytes(target[(version6 ? 8 : 4)..], out _);
        var socket = Create(version6 ? FamilyIPv6 : FamilyIPv4);
        if (Connect(socket, target, version6 ? 28u : 16u) < 0 && Check.LastError != Errno.EINPROGRESS)
        {
            var exception = LinuxException.Last("connect", $"{address} port {port}");
            socket.Dispose();
            throw exception;
        }

        return socket;
    }

    /// <summary>The outcome of a connection attempt: <see cref="Errno.None"/>, or why it failed.</summary>
    public static Errno FinishConnect(SafeFileHandle socket)
    {
        var length = (uint)sizeof(int);
        Check.Result(GetOption(socket, LevelSocket, OptionError, out var error, ref length), "getsockopt", "SO_ERROR");
        return (Errno)error;
    }

    /// <summary>Sends small writes at once (TCP_NODELAY).</summary>
    public static void SetNoDelay(SafeFileHandle socket)
    {
        var one = 1;
        _ = SetOption(socket, 6, 1, in one, sizeof(int));
    }

    /// <summary>Ends the sending half; the peer reads the end of the stream.</summary>
    public static void ShutdownSend(SafeFileHandle socket) => _ = Shutdown(socket, 1);

    private static SafeFileHandle Create(int family) =>
        new(Check.Result(Socket(family, StreamNonBlockingCloseOnExec, 0), "socket"), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int Listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(int socket, nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(SafeFileHandle socket, int how);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(SafeFileHandle socket, int level, int option, out int value, ref uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle socket, int level, int option, in int value, uint length);
}
