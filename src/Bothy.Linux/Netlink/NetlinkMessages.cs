using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Bothy.Linux.Netlink;

/// <summary>
/// Messages for the kernel's netlink interfaces, one after another in one buffer (netlink(7)). Attributes belong to the message
/// that was begun last; nested ones to the innermost that is open.
/// </summary>
public sealed class NetlinkMessages
{
    internal const int HeaderLength = 16;
    internal const ushort Request = 0x1;
    internal const ushort Acknowledge = 0x4;
    private const ushort Nested = 0x8000;
    private readonly List<Described> described = [];
    private byte[] buffer = new byte[1024];
    private int length;
    private int message = -1;

    /// <summary>A message that the kernel will answer.</summary>
    /// <param name="Sequence">Its number in this buffer.</param>
    /// <param name="What">What it does, for errors.</param>
    /// <param name="Tolerated">Errors that are as good as success.</param>
    internal readonly record struct Described(uint Sequence, string What, IReadOnlyList<Errors.Errno> Tolerated);

    internal IReadOnlyList<Described> Answered => described;

    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            Close();
            return buffer.AsSpan(0, length);
        }
    }

    /// <summary>Begins a message that asks for an acknowledgement.</summary>
    /// <param name="type">Its type in the interface that it is for.</param>
    /// <param name="flags">Further <c>NLM_F_</c> flags.</param>
    /// <param name="header">The fixed header of the interface.</param>
    /// <param name="what">What it does, for errors.</param>
    /// <param name="tolerated">Errors that are as good as success.</param>
    public NetlinkMessages Begin(ushort type, ushort flags, ReadOnlySpan<byte> header, string what, params IReadOnlyList<Errors.Errno> tolerated)
    {
        Start(type, (ushort)(flags | Acknowledge), header, (uint)described.Count + 1);
        described.Add(new Described((uint)described.Count + 1, what, tolerated));
        return this;
    }

    /// <summary>Begins a message that nobody answers.</summary>
    internal NetlinkMessages BeginUnanswered(ushort type, ReadOnlySpan<byte> header) => Start(type, 0, header, 0);

    public NetlinkMessages Bytes16(ushort attribute, ushort value) => Attribute(attribute, MemoryMarshal.AsBytes([value]));

    public NetlinkMessages Bytes32(ushort attribute, uint value) => Attribute(attribute, MemoryMarshal.AsBytes([value]));

    public NetlinkMessages Bytes64(ushort attribute, ulong value) => Attribute(attribute, MemoryMarshal.AsBytes([value]));

    /// <summary>A number in network byte order, as nftables wants them.</summary>
    public NetlinkMessages BigEndian32(ushort attribute, uint value) => Bytes32(attribute, BinaryPrimitives.ReverseEndianness(value));

    /// <inheritdoc cref="BigEndian32"/>
    public NetlinkMessages BigEndian64(ushort attribute, ulong value) => Bytes64(attribute, BinaryPrimitives.ReverseEndianness(value));

    /// <summary>A string with its final zero.</summary>
    public NetlinkMessages Text(ushort attribute, string value) => Attribute(attribute, Encoding.ASCII.GetBytes(value + "\0"));

    public NetlinkMessages Attribute(ushort attribute, ReadOnlySpan<byte> value)
    {
        var start = length;
        var whole = 4 + value.Length;
        Reserve(whole + 3);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(start), (ushort)whole);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(start + 2), attribute);
        value.CopyTo(buffer.AsSpan(start + 4));
        length = start + Align(whole);
        buffer.AsSpan(start + whole, Align(whole) - whole).Clear();
        return this;
    }

    /// <summary>An attribute that holds others: those that <paramref name="inside"/> adds.</summary>
    /// <param name="header">A fixed header before them, where the interface has one.</param>
    public NetlinkMessages Nest(ushort attribute, Action<NetlinkMessages> inside, ReadOnlySpan<byte> header = default)
    {
        var start = length;
        Attribute((ushort)(attribute | Nested), header);
        inside(this);
        var whole = length - start;
        if (whole > ushort.MaxValue)
        {
            throw new ArgumentException($"The attribute {attribute} holds {whole} bytes; {ushort.MaxValue} fit.", nameof(inside));
        }

        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(start), (ushort)whole);
        return this;
    }

    private NetlinkMessages Start(ushort type, ushort flags, ReadOnlySpan<byte> header, uint sequence)
    {
        Close();
        message = length;
        Reserve(HeaderLength + header.Length);
        var start = buffer.AsSpan(message, HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(start[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(start[6..], (ushort)(flags | Request));
        BinaryPrimitives.WriteUInt32LittleEndian(start[8..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(start[12..], 0);
        header.CopyTo(buffer.AsSpan(message + HeaderLength));
        length = message + HeaderLength + header.Length;
        return this;
    }

    private void Close()
    {
        if (message >= 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(message), (uint)(length - message));
            message = -1;
        }
    }

    private void Reserve(int more)
    {
        if (length + more > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
        }
    }

    private static int Align(int size) => (size + 3) & ~3;
}
