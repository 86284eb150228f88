using System.Buffers.Binary;
using System.Net;
using Bothy.Linux.Errors;
using Bothy.Linux.Netlink;

namespace Bothy.Linux.Nftables;

/// <summary>
/// One atomic change of nftables: all of it holds from one packet to the next, or none. Its cost does not depend on what else
/// the tables hold, which nft(8) reads each time.
/// </summary>
public sealed class NftTransaction
{
    /// <summary>Rules for IPv4 and IPv6 (<c>inet</c>).</summary>
    public const byte Internet = 1;

    /// <summary>Rules for ARP.</summary>
    public const byte Arp = 3;

    private const ushort Subsystem = 10 << 8;
    private const ushort BatchBegin = 16;
    private const ushort BatchEnd = 17;
    private const ushort NewChain = Subsystem | 3;
    private const ushort DeleteChain = Subsystem | 5;
    private const ushort NewRule = Subsystem | 6;
    private const ushort NewSet = Subsystem | 9;
    private const ushort DeleteSet = Subsystem | 11;
    private const ushort NewElement = Subsystem | 12;
    private const ushort DeleteElement = Subsystem | 14;
    private const ushort Create = 0x400;
    private const ushort Append = 0x800;
    private readonly NetlinkMessages messages = new();
    private readonly string table;
    private uint setIds;

    /// <param name="table">The table that all of it is about; it must exist in every family that is used.</param>
    public NftTransaction(string table)
    {
        this.table = table;
        messages.BeginUnanswered(BatchBegin, Header(0, 10));
    }

    /// <summary>Puts an element into a set, or a key with its value into a map. One that is there already stays as it is.</summary>
    /// <param name="key">The key's parts (<see cref="NftKey"/>).</param>
    /// <param name="value">The value in a map.</param>
    /// <param name="timeout">When it goes by itself; never if zero.</param>
    public NftTransaction Put(byte family, string set, byte[] key, NftValue value = default, TimeSpan timeout = default)
    {
        Element(NewElement, Create, family, set, key, value, timeout);
        return this;
    }

    /// <summary>Takes an element out; it must be there.</summary>
    public NftTransaction Take(byte family, string set, byte[] key)
    {
        Element(DeleteElement, 0, family, set, key, default, default);
        return this;
    }

    /// <summary>Makes a chain that others jump to.</summary>
    public NftTransaction AddChain(string chain)
    {
        messages.Begin(NewChain, Create, Header(Internet, 0), $"add the chain {chain} to {table}").Text(1, table).Text(3, chain);
        return this;
    }

    /// <summary>Removes a chain with its rules; nothing may jump to it any more.</summary>
    public NftTransaction RemoveChain(string chain)
    {
        messages.Begin(DeleteChain, 0, Header(Internet, 0), $"remove the chain {chain} from {table}").Text(1, table).Text(3, chain);
        return this;
    }

    /// <summary>Makes a set of addresses whose elements go by themselves.</summary>
    /// <param name="version6">IPv6 instead of IPv4 addresses.</param>
    /// <param name="size">Elements that fit.</param>
    public NftTransaction AddAddressSet(string set, bool version6, uint size)
    {
        const uint withTimeouts = 0x10;
        messages.Begin(NewSet, Create, Header(Internet, 0), $"add the set {set} to {table}")
            .Text(1, table)
            .Text(2, set)
            .BigEndian32(3, withTimeouts)
            .BigEndian32(4, version6 ? 8u : 7u)
            .BigEndian32(5, version6 ? 16u : 4u)
            .Nest(9, description => description.BigEndian32(1, size))
            .BigEndian32(10, ++setIds);
        return this;
    }

    /// <summary>Makes a set of networks; it holds them for good.</summary>
    public NftTransaction AddNetworkSet(string set, bool version6)
    {
        const uint ofIntervals = 0x4;
        messages.Begin(NewSet, Create, Header(Internet, 0), $"add the set {set} to {table}")
            .Text(1, table)
            .Text(2, set)
            .BigEndian32(3, ofIntervals)
            .BigEndian32(4, version6 ? 8u : 7u)
            .BigEndian32(5, version6 ? 16u : 4u)
            .BigEndian32(10, ++setIds);
        return this;
    }

    /// <summary>Puts a network into a set of networks, none of which may contain another.</summary>
    public NftTransaction PutNetwork(string set, IPNetwork network)
    {
        const uint isEnd = 1;
        messages.Begin(NewElement, Create, Header(Internet, 0), $"put {network} into {set} of {table}")
            .Text(1, table)
            .Text(2, set)
            .Nest(3, list =>
            {
                list.Nest(1, start => start.Nest(1, data => data.Attribute(1, network.BaseAddress.GetAddressBytes())));
                if (NftKey.AfterLast(network) is { } end)
                {
                    list.Nest(1, element => element.Nest(1, data => data.Attribute(1, end)).BigEndian32(3, isEnd));
                }
            });
        return this;
    }

    public NftTransaction RemoveSet(string set)
    {
        messages.Begin(DeleteSet, 0, Header(Internet, 0), $"remove the set {set} from {table}").Text(1, table).Text(2, set);
        return this;
    }

    /// <summary>Appends a rule to a chain.</summary>
    public NftTransaction AddRule(string chain, Action<NftRule> rule)
    {
        messages.Begin(NewRule, Create | Append, Header(Internet, 0), $"add a rule to {chain} of {table}")
            .Text(1, table)
            .Text(2, chain)
            .Nest(4, expressions => rule(new NftRule(expressions)));
        return this;
    }

    /// <summary>Ends the change, for <see cref="NftConnection.Commit"/>.</summary>
    internal NetlinkMessages End() => messages.BeginUnanswered(BatchEnd, Header(0, 10));

    private void Element(ushort type, ushort flags, byte family, string set, byte[] key, NftValue value, TimeSpan timeout) =>
        messages.Begin(type, flags, Header(family, 0), $"change an element of {set} of {table}")
            .Text(1, table)
            .Text(2, set)
            .Nest(3, list => list.Nest(1, element =>
            {
                element.Nest(1, data => data.Attribute(1, key));
                if (!value.IsNone)
                {
                    element.Nest(2, value.Write);
                }

                if (timeout > TimeSpan.Zero)
                {
                    element.BigEndian64(4, (ulong)timeout.TotalMilliseconds);
                }
            }));

    /// <summary>struct nfgenmsg.</summary>
    private static byte[] Header(byte family, ushort resource)
    {
        var header = new byte[4];
        header[0] = family;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), resource);
        return header;
    }
}
