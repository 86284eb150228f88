using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Netlink;

/// <summary>A socket to one of the kernel's netlink interfaces, in the network namespace of the thread that opened it. Calls must not overlap.</summary>
public sealed partial class NetlinkSocket : IDisposable
{
    /// <summary>Links, addresses, routes, traffic control (rtnetlink(7)).</summary>
    public const int Route = 0;

    /// <summary>nftables and connection tracking.</summary>
    public const int Netfilter = 12;

    private const int FamilyNetlink = 16;
    private const int RawCloseOnExec = 0x80003;
    private const int LevelSocket = 1;
    private const int LevelNetlink = 270;
    private const int ReceiveBufferForce = 33;
    private const int ReceiveTimeout = 20;
    private const int CapAcknowledge = 10;
    private const int ExtendedAcknowledge = 11;
    private const ushort ErrorType = 2;
    private const ushort DoneType = 3;
    private const ushort ExtendedTextFlag = 0x200;
    private const int PatienceSeconds = 10;
    private readonly SafeFileHandle socket;
    private readonly byte[] received = new byte[64 * 1024];

    private NetlinkSocket(SafeFileHandle socket) => this.socket = socket;

    /// <param name="protocol"><see cref="Route"/> or <see cref="Netfilter"/>.</param>
    /// <param name="groups">Notifications to be told, as a bit mask; none by default.</param>
    public static NetlinkSocket Open(int protocol, uint groups = 0)
    {
        var handle = new SafeFileHandle(Check.Result(Socket(FamilyNetlink, RawCloseOnExec, protocol), "socket", "netlink"), ownsHandle: true);
        Span<byte> address = stackalloc byte[12];
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, FamilyNetlink);
        BinaryPrimitives.WriteUInt32LittleEndian(address[8..], groups);
        Check.Result(Bind(handle, address, (uint)address.Length), "bind", "netlink");

        // Many answers may come to one buffer of messages; an older kernel lacks the options for short and telling ones.
        Set(handle, LevelSocket, ReceiveBufferForce, MemoryMarshal.AsBytes([4 << 20]));
        Set(handle, LevelNetlink, CapAcknowledge, MemoryMarshal.AsBytes([1]));
        Set(handle, LevelNetlink, ExtendedAcknowledge, MemoryMarshal.AsBytes([1]));
        if (groups == 0)
        {
            Set(handle, LevelSocket, ReceiveTimeout, MemoryMarshal.AsBytes([(long)PatienceSeconds, 0L]));
        }

        return new NetlinkSocket(handle);
    }

    /// <summary>Sends the messages in one go and waits until the kernel has answered each.</summary>
    /// <exception cref="NetlinkException">The kernel refused one; where several were, it is the first.</exception>
    public void Transact(NetlinkMessages messages)
    {
        Send(messages);
        var waiting = messages.Answered.ToDictionary(message => message.Sequence);
        NetlinkException? refused = null;
        while (waiting.Count > 0)
        {
            ForEach(Receive(), (type, flags, sequence, body) =>
            {
                if (type != ErrorType || !waiting.Remove(sequence, out var answered))
                {
                    return;
                }

                var error = (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(body));
                if (error != Errno.None && !answered.Tolerated.Contains(error))
                {
                    refused ??= new NetlinkException(answered.What, error, (flags & ExtendedTextFlag) != 0 ? ReasonIn(body) : null);
                }
            });
        }

        if (refused is not null)
        {
            throw refused;
        }
    }

    /// <summary>Sends one request and hands over each message of the answer: its type and what follows its header.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Query(NetlinkMessages request, Action<ushort, ReadOnlySpan<byte>> answer)
    {
        Send(request);
        var asked = request.Answered[0];
        var done = false;
        while (!done)
        {
            ForEach(Receive(), (type, _, sequence, body) =>
            {
                if (sequence != asked.Sequence)
                {
                    return;
                }

                if (type is not (ErrorType or DoneType))
                {
                    answer(type, body);
                    return;
                }

                done = true;
                var error = (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(body));
                if (error != Errno.None && !asked.Tolerated.Contains(error))
                {
                    throw new NetlinkException(asked.What, error, null);
                }
            });
        }
    }

    /// <summary>Waits for notifications and hands over each: its type and what follows its header.</summary>
    /// <returns>False if some were lost because nobody read them in time.</returns>
    public bool Listen(Action<ushort, ReadOnlySpan<byte>> notified)
    {
        try
        {
            ForEach(Receive(), (type, _, _, body) => notified(type, body));
            return true;
        }
        catch (LinuxException lost) when (lost.Errno == Errno.ENOBUFS)
        {
            return false;
        }
    }

    public void Dispose() => socket.Dispose();

    private void Send(NetlinkMessages messages)
    {
        var bytes = messages.Bytes;
        var sent = Check.Result((long)Send(socket, bytes, (nuint)bytes.Length, 0), "send", "netlink");
        if (sent != bytes.Length)
        {
            throw new IOException($"The kernel took {sent} of {bytes.Length} bytes of netlink messages.");
        }
    }

    private ReadOnlySpan<byte> Receive()
    {
        while (true)
        {
            var count = Receive(socket, received, (nuint)received.Length, 0);
            if (count >= 0)
            {
                return received.AsSpan(0, (int)count);
            }

            if (Check.LastError != Errno.EINTR)
            {
                throw LinuxException.Last("recv", "netlink");
            }
        }
    }

    private delegate void MessageReader(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> body);

    private static void ForEach(ReadOnlySpan<byte> messages, MessageReader read)
    {
        while (messages.Length >= NetlinkMessages.HeaderLength)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(messages);
            if (length < NetlinkMessages.HeaderLength || length > messages.Length)
            {
                throw new InvalidDataException($"A netlink message claims {length} of {messages.Length} bytes.");
            }

            read(
                BinaryPrimitives.ReadUInt16LittleEndian(messages[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(messages[6..]),
                BinaryPrimitives.ReadUInt32LittleEndian(messages[8..]),
                messages[NetlinkMessages.HeaderLength..length]);
            messages = messages[Math.Min((length + 3) & ~3, messages.Length)..];
        }
    }

    /// <summary>The kernel's words after the header that it sends back (NLMSGERR_ATTR_MSG).</summary>
    private static string? ReasonIn(ReadOnlySpan<byte> body)
    {
        const int errorAndHeader = 4 + NetlinkMessages.HeaderLength;
        return body.Length > errorAndHeader && NetlinkAttributes.Find(body[errorAndHeader..], 1, out var text)
            ? System.Text.Encoding.UTF8.GetString(text).TrimEnd('\0')
            : null;
    }

    private static void Set(SafeFileHandle handle, int level, int option, ReadOnlySpan<byte> value) =>
        _ = SetOption(handle, level, option, value, (uint)value.Length);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeFileHandle socket, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeFileHandle socket, ReadOnlySpan<byte> buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeFileHandle socket, Span<byte> buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle socket, int level, int option, ReadOnlySpan<byte> value, uint length);
}
