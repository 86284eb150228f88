using System.Buffers.Binary;
using Bothy.Linux.Netlink;

namespace Bothy.Linux.Nftables;

/// <summary>
/// The expressions of one rule, in the order they are evaluated: the first that does not match ends it. Conditions are on the
/// connection's first packet (<c>ct original</c>), so that they hold for both directions.
/// </summary>
public sealed class NftRule(NetlinkMessages expressions)
{
    private const uint Register = 1;
    private const uint Equal = 0;
    private const uint LessOrEqual = 3;
    private const uint GreaterOrEqual = 5;
    private const uint OriginalDirection = 0;
    private const uint DestinationPort = 12;
    private const uint DestinationIPv4 = 20;
    private const uint DestinationIPv6 = 22;
    private const uint TransportProtocol = 16;

    /// <summary>The transport protocol's number, as in IP headers, in the range, both ends included.</summary>
    public NftRule Protocol(byte first, byte last)
    {
        Expression("meta", data => data.BigEndian32(1, Register).BigEndian32(2, TransportProtocol));
        return Within([first], [last]);
    }

    /// <summary>The connection goes to an address in the set.</summary>
    public NftRule ToSet(string set, bool version6)
    {
        LoadDestination(version6);
        Expression("lookup", data => data.Text(1, set).BigEndian32(2, Register));
        return this;
    }

    /// <summary>The connection goes to a port in the range, both ends included.</summary>
    public NftRule ToPort(ushort first, ushort last)
    {
        LoadConnection(DestinationPort);
        return Within(Port(first), Port(last));
    }

    /// <summary>The packet goes on in the chain and does not come back.</summary>
    public void GoTo(string chain) =>
        Expression("immediate", data => data.BigEndian32(1, 0).Nest(2, value => NftValue.GoTo(chain).Write(value)));

    private void LoadDestination(bool version6) => LoadConnection(version6 ? DestinationIPv6 : DestinationIPv4);

    private void LoadConnection(uint key) =>
        Expression("ct", data => data.BigEndian32(1, Register).BigEndian32(2, key).Attribute(3, [(byte)OriginalDirection]));

    private NftRule Within(byte[] first, byte[] last) =>
        first.AsSpan().SequenceEqual(last) ? Compare(Equal, first) : Compare(GreaterOrEqual, first).Compare(LessOrEqual, last);

    private NftRule Compare(uint operation, byte[] value)
    {
        Expression("cmp", data => data.BigEndian32(1, Register).BigEndian32(2, operation).Nest(3, compared => compared.Attribute(1, value)));
        return this;
    }

    private void Expression(string name, Action<NetlinkMessages> data) =>
        expressions.Nest(1, expression => expression.Text(1, name).Nest(2, data));

    private static byte[] Port(ushort port)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, port);
        return bytes;
    }
}
