using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Bothy.Linux.Netlink;

namespace Bothy.Linux.Links;

/// <summary>Messages that make and change network devices, addresses, routes and neighbours (rtnetlink(7)).</summary>
public static class LinkMessages
{
    /// <summary>The loopback device's index, in every namespace.</summary>
    public const int Loopback = 1;

    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort GetLink = 18;
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;
    private const ushort NewNeighbour = 28;
    private const ushort NewNamespace = 88;
    private const ushort GetNamespace = 90;
    private const int LinkHeaderLength = 16;
    private const int NoNamespace = -1;
    private const ushort Exclusive = 0x200;
    private const ushort Create = 0x400;
    private const ushort Replace = 0x100;
    private const byte FamilyIPv4 = 2;
    private const byte FamilyIPv6 = 10;

    /// <summary>Makes a virtual cable of which one end lies in another namespace.</summary>
    /// <param name="networkNamespace">The other end's namespace.</param>
    public static NetlinkMessages AddCable(this NetlinkMessages messages, CableEnd here, CableEnd there, SafeHandle networkNamespace, int mtu) =>
        messages
            .Begin(NewLink, Create | Exclusive, Link(0), $"make the link {here.Name}")
            .End(here, mtu)
            .Nest(18, information => information
                .Text(1, "veth")
                .Nest(2, data => data.Nest(1, peer => peer.End(there, mtu).Bytes32(28, (uint)networkNamespace.DangerousGetHandle()), Link(0))));

    /// <summary>Makes an intermediate device, behind which traffic of other devices is put in order (ifb).</summary>
    public static NetlinkMessages AddIntermediate(this NetlinkMessages messages, string name) =>
        messages
            .Begin(NewLink, Create | Exclusive, Link(0), $"make the device {name}", Errno.EEXIST)
            .Text(3, name)
            .Nest(18, information => information.Text(1, "ifb"));

    /// <summary>Brings a device up.</summary>
    public static NetlinkMessages SetUp(this NetlinkMessages messages, int device) =>
        messages.Begin(NewLink, 0, Link(device, up: true), $"bring device {device} up");

    /// <summary>Makes a device have no IPv6 address of its own making.</summary>
    public static NetlinkMessages SetNoOwnAddress(this NetlinkMessages messages, int device) =>
        messages
            .Begin(NewLink, 0, Link(device), $"set how device {device} makes addresses")
            .Nest(26, families => families.Nest(FamilyIPv6, settings => settings.Attribute(8, [1])));

    public static NetlinkMessages RemoveLink(this NetlinkMessages messages, string name) =>
        messages.Begin(DeleteLink, 0, Link(0), $"remove the link {name}", Errno.ENODEV).Text(3, name);

    /// <summary>Removes the device of that index, and no later one of the same name.</summary>
    public static NetlinkMessages RemoveLink(this NetlinkMessages messages, int device) =>
        messages.Begin(DeleteLink, 0, Link(device), $"remove device {device}", Errno.ENODEV);

    /// <summary>Gives a device an address that is used at once.</summary>
    public static NetlinkMessages AddAddress(this NetlinkMessages messages, int device, IPAddress address, int prefix)
    {
        Span<byte> header = stackalloc byte[8];
        header.Clear();
        header[0] = Family(address);
        header[1] = (byte)prefix;
        header[3] = address.IsIPv6LinkLocal ? (byte)253 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], device);
        var bytes = address.GetAddressBytes();
        messages.Begin(NewAddress, Create | Replace, header, $"give device {device} the address {address}").Attribute(2, bytes).Attribute(1, bytes);

        // IFA_F_NODAD: there is nobody else on the link who could have it.
        return Family(address) == FamilyIPv6 ? messages.Bytes32(8, 2) : messages;
    }

    /// <summary>Adds a route; one to the same destination is replaced.</summary>
    /// <param name="target">The destination; null for the default route of <paramref name="gateway"/>'s family.</param>
    /// <param name="gateway">Null where the destination is on the link.</param>
    public static NetlinkMessages AddRoute(this NetlinkMessages messages, int device, IPAddress? target, IPAddress? gateway)
    {
        var family = Family(target ?? gateway!);
        Span<byte> header = stackalloc byte[12];
        header.Clear();
        header[0] = family;
        header[1] = (byte)(target is null ? 0 : family == FamilyIPv4 ? 32 : 128);
        header[4] = 254;
        header[5] = 4;
        header[6] = gateway is null && family == FamilyIPv4 ? (byte)253 : (byte)0;
        header[7] = 1;
        messages.Begin(NewRoute, Create | Replace, header, $"add the route to {target?.ToString() ?? "everywhere"}").Bytes32(4, (uint)device);
        if (target is not null)
        {
            messages.Attribute(1, target.GetAddressBytes());
        }

        return gateway is null ? messages : messages.Attribute(5, gateway.GetAddressBytes());
    }

    /// <summary>Says once and for all who has an address on a link: nobody is asked, and nobody can claim it.</summary>
    public static NetlinkMessages AddNeighbour(this NetlinkMessages messages, int device, IPAddress address, PhysicalAddress hardware)
    {
        Span<byte> header = stackalloc byte[12];
        header.Clear();
        header[0] = Family(address);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], device);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], 0x80);
        return messages
            .Begin(NewNeighbour, Create | Replace, header, $"name the neighbour {address}")
            .Attribute(1, address.GetAddressBytes())
            .Attribute(2, hardware.GetAddressBytes());
    }

    /// <summary>The index of a device in the socket's namespace; 0 if there is none of that name.</summary>
    public static int FindLink(this NetlinkSocket socket, string name)
    {
        var index = 0;
        socket.Query(
            new NetlinkMessages().Begin(GetLink, 0, Link(0), $"find the link {name}", Errno.ENODEV).Text(3, name),
            (type, body) =>
            {
                if (type == NewLink)
                {
                    index = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
                }
            });
        return index;
    }

    /// <summary>True if the other end of a cable lies in the namespace.</summary>
    public static bool LeadsTo(this NetlinkSocket socket, string name, SafeHandle networkNamespace)
    {
        // The kernel's number for a namespace as seen from here; it may give one only when it tells of a device that leads there.
        var (other, wanted) = (NoNamespace, NoNamespace);
        socket.Query(
            new NetlinkMessages().Begin(GetLink, 0, Link(0), $"find the link {name}", Errno.ENODEV).Text(3, name),
            (type, body) => other = type == NewLink && NetlinkAttributes.Find(body[LinkHeaderLength..], 37, out var number) ? BinaryPrimitives.ReadInt32LittleEndian(number) : other);
        socket.Query(
            new NetlinkMessages().Begin(GetNamespace, 0, [0, 0, 0, 0], "find a network namespace").Bytes32(3, (uint)networkNamespace.DangerousGetHandle()),
            (type, body) => wanted = type == NewNamespace && NetlinkAttributes.Find(body[4..], 1, out var number) ? BinaryPrimitives.ReadInt32LittleEndian(number) : wanted);
        return other != NoNamespace && other == wanted;
    }

    private static NetlinkMessages End(this NetlinkMessages messages, CableEnd end, int mtu) =>
        messages.Text(3, end.Name).Bytes32(4, (uint)mtu).Attribute(1, end.Hardware.GetAddressBytes());

    private static byte[] Link(int device, bool up = false)
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), device);
        if (up)
        {
            header[8] = header[12] = 1;
        }

        return header;
    }

    private static byte Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? FamilyIPv4 : FamilyIPv6;
}
