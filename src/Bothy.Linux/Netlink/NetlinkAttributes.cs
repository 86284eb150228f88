using System.Buffers.Binary;

namespace Bothy.Linux.Netlink;

/// <summary>Reads attributes out of what the kernel sent.</summary>
public static class NetlinkAttributes
{
    private const ushort TypeMask = 0x3FFF;

    /// <summary>Finds an attribute by its type in a sequence of them.</summary>
    public static bool Find(ReadOnlySpan<byte> attributes, ushort type, out ReadOnlySpan<byte> value)
    {
        while (attributes.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            if (length < 4 || length > attributes.Length)
            {
                break;
            }

            if ((BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & TypeMask) == type)
            {
                value = attributes[4..length];
                return true;
            }

            attributes = attributes[Math.Min((length + 3) & ~3, attributes.Length)..];
        }

        value = default;
        return false;
    }
}
