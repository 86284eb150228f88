using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Bothy.Linux.Errors;
using Bothy.Linux.Netlink;

namespace Bothy.Linux.Traffic;

/// <summary>Messages that put traffic of devices in order (tc(8)), with what every kernel that has traffic control at all is likely to have.</summary>
public static class TrafficMessages
{
    private const ushort NewQueue = 36;
    private const ushort DeleteQueue = 37;
    private const ushort NewClass = 40;
    private const ushort DeleteClass = 41;
    private const ushort NewFilter = 44;
    private const ushort Create = 0x400;
    private const ushort Replace = 0x100;
    private const ushort Exclusive = 0x200;
    private const uint Root = 0xFFFFFFFF;
    private const uint BothWays = 0xFFFFFFF1;
    private const uint BothWaysHandle = 0xFFFF0000;
    private const uint Incoming = 0xFFFFFFF2;
    private const uint Outgoing = 0xFFFFFFF3;
    private const ushort EveryProtocol = 0x0003;
    private const ushort CustomerTag = 0x8100;
    private const ushort ServiceTag = 0x88A8;
    private const uint Quantum = 60_000;
    private const long SmallestBurst = 64 * 1024;
    private const long BurstsPerSecond = 100;
    private const long TicksPerSecond = 1_000_000_000 / 64;
    private const byte Ethernet = 1;

    /// <summary>One key that matches everything.</summary>
    private static readonly byte[] Everything = [.. Selection(1), .. Key([0, 0, 0, 0], [0, 0, 0, 0], 0)];

    /// <summary>The handle of a device's own queue, and the major number of its classes.</summary>
    public const uint Major = 1 << 16;

    /// <summary>Makes a device's queue a tree of classes (tc-htb(8)); what belongs to none passes as it comes.</summary>
    public static NetlinkMessages AddTree(this NetlinkMessages messages, int device) =>
        messages
            .Begin(NewQueue, Create | Exclusive, Header(device, Root, Major), $"make device {device} shape traffic", Errno.EEXIST)
            .Text(1, "htb")
            .Nest(2, options => options.Attribute(2, Numbers(3, 10, 0, 0, 0)));

    /// <summary>Makes a class, or changes its rates.</summary>
    /// <param name="parent">The class it belongs to, or <see cref="Major"/> for the queue itself.</param>
    /// <param name="number">Its number in the tree.</param>
    /// <param name="rate">Bytes a second that it has for sure.</param>
    /// <param name="ceiling">Bytes a second that it has at most, if others leave them; those that want more than their rate share equally.</param>
    public static NetlinkMessages PutClass(this NetlinkMessages messages, int device, uint parent, uint number, long rate, long ceiling) =>
        messages
            .Begin(NewClass, Create | Replace, Header(device, parent, Major | number), $"set the rates of class {number} of device {device}")
            .Text(1, "htb")
            .Nest(2, options => options
                .Attribute(1, Rates(rate, ceiling))
                .Bytes64(6, (ulong)rate)
                .Bytes64(7, (ulong)ceiling));

    /// <summary>Gives a class a queue of that many packets, unless it has one.</summary>
    public static NetlinkMessages AddQueue(this NetlinkMessages messages, int device, uint number, uint packets) =>
        messages
            .Begin(NewQueue, Create | Exclusive, Header(device, Major | number, 0), $"give class {number} of device {device} a queue", Errno.EEXIST)
            .Text(1, "pfifo")
            .Attribute(2, Numbers(packets));

    /// <summary>Makes a device discard all that it should send.</summary>
    public static NetlinkMessages Discard(this NetlinkMessages messages, int device) =>
        messages
            .Begin(NewQueue, Create | Replace, Header(device, Root, Major), $"make device {device} discard")
            .Text(1, "pfifo")
            .Attribute(2, Numbers(0));

    public static NetlinkMessages RemoveClass(this NetlinkMessages messages, int device, uint number) =>
        messages.Begin(DeleteClass, 0, Header(device, Root, Major | number), $"remove class {number} of device {device}", Errno.ENOENT, Errno.EINVAL);

    /// <summary>Has a program of the classic packet filter (bpf(4)) say which class a packet belongs to.</summary>
    /// <param name="program">Instructions; the result is a class with its major number, or 0 for none.</param>
    public static NetlinkMessages AddClassifier(this NetlinkMessages messages, int device, IReadOnlyList<PacketFilterStep> program) =>
        messages
            .Begin(NewFilter, Create | Exclusive, Header(device, Major, 1, Filter(1, EveryProtocol)), $"tell the classes of device {device} apart", Errno.EEXIST)
            .Text(1, "bpf")
            .Nest(2, options => options.Bytes16(4, (ushort)program.Count).Attribute(5, [.. program.SelectMany(step => step.Bytes())]));

    /// <summary>
    /// Leads what a device receives from these addresses, and all that it sends, through two others. What comes from any other address goes as it came, but for
    /// frames with tags (IEEE 802.1Q), of which the kernel takes off more than it shows to filters: they are led to a third one.
    /// </summary>
    /// <param name="tagged">A device that discards.</param>
    public static NetlinkMessages Divert(this NetlinkMessages messages, int device, int received, int sent, int tagged, IReadOnlyList<IPAddress> sources)
    {
        messages.Begin(NewQueue, Create | Exclusive, Header(device, BothWays, BothWaysHandle), $"divert the traffic of device {device}", Errno.EEXIST).Text(1, "clsact");
        var priority = 0u;
        foreach (var source in sources)
        {
            DivertOne(messages, device, Incoming, Filter(++priority, EveryProtocol), From(source), received);
        }

        DivertOne(messages, device, Incoming, Filter(++priority, CustomerTag), Everything, tagged);
        DivertOne(messages, device, Incoming, Filter(++priority, ServiceTag), Everything, tagged);
        DivertOne(messages, device, Outgoing, Filter(1, EveryProtocol), Everything, sent);
        return messages;
    }

    /// <summary>Ends what <see cref="Divert"/> began.</summary>
    public static NetlinkMessages EndDiversion(this NetlinkMessages messages, int device) =>
        messages.Begin(DeleteQueue, 0, Header(device, BothWays, BothWaysHandle), $"no longer divert the traffic of device {device}", Errno.ENOENT, Errno.EINVAL);

    /// <summary>A filter's priority, the lowest first, and the protocol that it is asked for.</summary>
    private static uint Filter(uint priority, ushort protocol) => (priority << 16) | BinaryPrimitives.ReverseEndianness(protocol);

    private static void DivertOne(NetlinkMessages messages, int device, uint direction, uint filter, byte[] selection, int target)
    {
        // An action that hands the packet over (struct tc_mirred).
        const uint stolen = 4;
        const uint redirect = 1;
        messages
            .Begin(NewFilter, Create | Exclusive, Header(device, direction, 0, filter), $"divert traffic of device {device} to {target}", Errno.EEXIST)
            .Text(1, "u32")
            .Nest(2, options => options
                .Attribute(5, selection)
                .Nest(7, actions => actions.Nest(1, action => action
                    .Text(1, "mirred")
                    .Nest(2, parameters => parameters.Attribute(2, Numbers(0, 0, stolen, 0, 0, redirect, (uint)target))))));
    }

    /// <summary>Packets of the address's version that come from it; offsets are from the network header.</summary>
    private static byte[] From(IPAddress source)
    {
        var bytes = source.GetAddressBytes();
        var (version, offset) = source.AddressFamily == AddressFamily.InterNetwork ? ((byte)0x40, 12) : ((byte)0x60, 8);
        return
        [
            .. Selection(1 + (bytes.Length / sizeof(uint))),
            .. Key([0xF0, 0, 0, 0], [version, 0, 0, 0], 0),
            .. bytes.Chunk(sizeof(uint)).SelectMany((word, index) => Key([0xFF, 0xFF, 0xFF, 0xFF], word, offset + (index * sizeof(uint)))),
        ];
    }

    /// <summary>struct tc_u32_key.</summary>
    private static byte[] Key(byte[] mask, byte[] value, int offset) => [.. mask, .. value, .. Numbers((uint)offset, 0)];

    /// <summary>struct tc_u32_sel, before its keys.</summary>
    private static byte[] Selection(int keys) => [1, 0, (byte)keys, .. new byte[13]];

    /// <summary>struct tc_htb_opt; rates that do not fit are given beside it.</summary>
    private static byte[] Rates(long rate, long ceiling) =>
        [.. Rate(rate), .. Rate(ceiling), .. Numbers(Burst(rate), Burst(ceiling), Quantum, 0, 0)];

    /// <summary>struct tc_ratespec.</summary>
    private static byte[] Rate(long rate) => [0, Ethernet, 0, 0, 0, 0, 0, 0, .. Numbers((uint)Math.Min(rate, uint.MaxValue))];

    /// <summary>The time that a burst takes, in the kernel's ticks of 64 ns.</summary>
    private static uint Burst(long rate) =>
        (uint)Math.Min(uint.MaxValue, Math.Max(SmallestBurst, rate / BurstsPerSecond) * (double)TicksPerSecond / rate);

    /// <summary>struct tcmsg.</summary>
    private static byte[] Header(int device, uint parent, uint handle, uint information = 0) =>
        [0, 0, 0, 0, .. Numbers((uint)device, handle, parent, information)];

    private static byte[] Numbers(params ReadOnlySpan<uint> numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(uint)];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), numbers[i]);
        }

        return bytes;
    }
}
