using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Bothy.Security.Tests.Network;

/// <summary>Frames as an attacker builds them, with whatever sender.</summary>
internal static class Frames
{
    private const int Ethernet = 14;
    private const int Internet = 20;
    private const int Datagram = 8;

    /// <summary>A UDP datagram in IPv4; its checksum is left out, as RFC 768 allows.</summary>
    public static byte[] Udp(PhysicalAddress from, PhysicalAddress to, IPAddress source, IPAddress target, ushort sourcePort, ushort targetPort)
    {
        var frame = new byte[Ethernet + Internet + Datagram + 4];
        Header(frame, from, to, 0x0800);
        var packet = frame.AsSpan(Ethernet);
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 17;
        source.TryWriteBytes(packet[12..], out _);
        target.TryWriteBytes(packet[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Checksum(packet[..Internet], 0));
        var datagram = packet[Internet..];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], targetPort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        "evil"u8.CopyTo(datagram[Datagram..]);
        return frame;
    }

    /// <summary>An ARP request.</summary>
    public static byte[] Arp(PhysicalAddress from, IPAddress sender, IPAddress wanted)
    {
        var frame = new byte[Ethernet + 28];
        Header(frame, from, PhysicalAddress.Parse("FF-FF-FF-FF-FF-FF"), 0x0806);
        var packet = frame.AsSpan(Ethernet);
        ReadOnlySpan<byte> fixedPart = [0, 1, 8, 0, 6, 4, 0, 1];
        fixedPart.CopyTo(packet);
        from.GetAddressBytes().CopyTo(packet[8..]);
        sender.TryWriteBytes(packet[14..], out _);
        wanted.TryWriteBytes(packet[24..], out _);
        return frame;
    }

    /// <summary>True for the answer to <see cref="Arp"/>.</summary>
    public static bool IsArpAnswer(byte[] frame, IPAddress wanted) =>
        frame.Length >= Ethernet + 28 && frame[12] == 8 && frame[13] == 6 && frame[21] == 2 && wanted.GetAddressBytes().AsSpan().SequenceEqual(frame.AsSpan(28, 4));

    /// <summary>An ICMPv6 message to all nodes or routers of the link.</summary>
    public static byte[] Icmp6(PhysicalAddress from, IPAddress source, IPAddress target, byte[] message)
    {
        var frame = new byte[Ethernet + 40 + message.Length];
        var last = target.GetAddressBytes();
        Header(frame, from, new PhysicalAddress([0x33, 0x33, .. last[12..]]), 0x86DD);
        var packet = frame.AsSpan(Ethernet);
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)message.Length);
        packet[6] = 58;
        packet[7] = 255;
        source.TryWriteBytes(packet[8..], out _);
        target.TryWriteBytes(packet[24..], out _);
        message.CopyTo(packet[40..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[42..], Checksum(packet[8..], (uint)(message.Length + 58)));
        return frame;
    }

    private static void Header(Span<byte> frame, PhysicalAddress from, PhysicalAddress to, ushort type)
    {
        to.GetAddressBytes().CopyTo(frame);
        from.GetAddressBytes().CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], type);
    }

    /// <summary>RFC 1071.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> bytes, uint sum)
    {
        for (var i = 0; i < bytes.Length; i += 2)
        {
            sum += (uint)((bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0));
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
