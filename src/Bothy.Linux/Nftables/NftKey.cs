using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;

namespace Bothy.Linux.Nftables;

/// <summary>Keys of sets as the kernel compares them; parts of a concatenation are padded to four bytes each.</summary>
public static class NftKey
{
    private const int DeviceLength = 16;

    public static byte[] Device(string name)
    {
        var bytes = new byte[DeviceLength];
        Encoding.ASCII.GetBytes(name, bytes);
        return bytes;
    }

    public static byte[] Hardware(PhysicalAddress address) => [.. address.GetAddressBytes(), 0, 0];

    public static byte[] Address(IPAddress address) => address.GetAddressBytes();

    /// <summary>The first address behind a network; null if it reaches to the end of all addresses.</summary>
    internal static byte[]? AfterLast(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength - 1; bit >= 0; bit--)
        {
            var (octet, mask) = (bit / 8, (byte)(0x80 >> (bit % 8)));
            bytes[octet] ^= mask;
            if ((bytes[octet] & mask) != 0)
            {
                return bytes;
            }
        }

        return null;
    }

    public static byte[] Mark(uint mark)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, mark);
        return bytes;
    }
}
