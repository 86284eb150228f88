using System.Buffers.Binary;

namespace Bothy.Linux.Traffic;

/// <summary>One instruction of a classic packet filter (struct sock_filter; the kernel's filter.rst).</summary>
/// <param name="Code">What to do.</param>
/// <param name="IfTrue">Instructions to skip where a comparison holds.</param>
/// <param name="IfFalse">Instructions to skip where it does not.</param>
/// <param name="Operand">Depends on the code.</param>
public readonly record struct PacketFilterStep(ushort Code, byte IfTrue, byte IfFalse, uint Operand)
{
    private const uint NetworkHeader = unchecked((uint)-0x100000);
    private const uint ProtocolField = unchecked((uint)-0x1000);

    /// <summary>Loads the packet's protocol, as an Ethernet type.</summary>
    public static PacketFilterStep LoadProtocol() => new(0x28, 0, 0, ProtocolField);

    /// <summary>Loads four bytes of the network header.</summary>
    public static PacketFilterStep LoadWord(uint offset) => new(0x20, 0, 0, NetworkHeader + offset);

    /// <summary>Skips that many instructions unless what was loaded is the value.</summary>
    public static PacketFilterStep SkipUnless(uint value, byte instructions) => new(0x15, 0, instructions, value);

    /// <summary>Keeps only these bits of what was loaded.</summary>
    public static PacketFilterStep And(uint bits) => new(0x54, 0, 0, bits);

    /// <summary>Sets these bits in what was loaded.</summary>
    public static PacketFilterStep Or(uint bits) => new(0x44, 0, 0, bits);

    /// <summary>Ends with what was loaded.</summary>
    public static PacketFilterStep Return() => new(0x16, 0, 0, 0);

    /// <summary>Ends with a value.</summary>
    public static PacketFilterStep Return(uint value) => new(0x06, 0, 0, value);

    internal byte[] Bytes()
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Code);
        bytes[2] = IfTrue;
        bytes[3] = IfFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Operand);
        return bytes;
    }
}
