using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Network;

/// <summary>The addresses of environments: one of each family for each slot, none of them reachable from beyond the host.</summary>
/// <param name="Network">IPv4: one address a slot; slot 0's is the gateway that every environment sees.</param>
/// <param name="Network6">IPv6, a unique local prefix (RFC 4193).</param>
internal sealed record AddressPool(IPNetwork Network, IPNetwork Network6)
{
    /// <summary>4096 addresses of each family, one a slot.</summary>
    public static readonly AddressPool Default = new(IPNetwork.Parse("10.213.0.0/20"), IPNetwork.Parse("fdb0:7409:b07e::/64"));

    /// <summary>The host's end of every link, in IPv6.</summary>
    public static readonly IPAddress Gateway6 = IPAddress.Parse("fe80::1");

    /// <summary>The environment's end of every link, in IPv6.</summary>
    public static readonly IPAddress LinkLocal6 = IPAddress.Parse("fe80::2");

    public IPAddress Gateway => At(0);

    public IPAddress AddressOf(Slot slot) => At((uint)slot.Number);

    public IPAddress Address6Of(Slot slot)
    {
        var bytes = Network6.BaseAddress.GetAddressBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), (uint)slot.Number);
        return new IPAddress(bytes);
    }

    /// <summary>The MAC address of the environment's end of its link: locally administered.</summary>
    public static PhysicalAddress HardwareOf(Slot slot) => Hardware(slot, 0x02);

    /// <summary>The MAC address of the host's end.</summary>
    public static PhysicalAddress HostHardwareOf(Slot slot) => Hardware(slot, 0x01);

    private static PhysicalAddress Hardware(Slot slot, byte end) => new([0x02, 0xB0, 0x7E, end, (byte)(slot.Number >> 8), (byte)slot.Number]);

    private IPAddress At(uint index)
    {
        Span<byte> bytes = stackalloc byte[4];
        Network.BaseAddress.TryWriteBytes(bytes, out _);
        var first = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, first + index);
        return new IPAddress(bytes);
    }
}
