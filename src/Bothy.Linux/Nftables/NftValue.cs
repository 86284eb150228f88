using System.Buffers.Binary;
using Bothy.Linux.Netlink;

namespace Bothy.Linux.Nftables;

/// <summary>What a map says of a key: bytes, or a chain to go on in.</summary>
public readonly record struct NftValue
{
    private const uint GotoCode = unchecked((uint)-4);

    private byte[]? Bytes { get; init; }

    private string? Chain { get; init; }

    internal bool IsNone => Bytes is null && Chain is null;

    /// <summary>A packet mark (host byte order).</summary>
    public static NftValue Mark(uint mark) => new() { Bytes = NftKey.Mark(mark) };

    /// <summary>A port (network byte order).</summary>
    public static NftValue Port(ushort port)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, port);
        return new() { Bytes = bytes };
    }

    /// <summary>The packet goes on in the chain and does not come back.</summary>
    public static NftValue GoTo(string chain) => new() { Chain = chain };

    internal void Write(NetlinkMessages data)
    {
        if (Chain is { } chain)
        {
            data.Nest(2, verdict => verdict.BigEndian32(1, GotoCode).Text(2, chain));
        }
        else
        {
            data.Attribute(1, Bytes);
        }
    }
}
