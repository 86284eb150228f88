using Bothy.Api.Environments;

namespace Bothy.Runner.Network.Rules;

/// <summary>The protocols and ports of a rule, apart from its destination.</summary>
/// <param name="Ports">Port ranges as text, separated by commas; empty for all.</param>
internal sealed record Reach(EgressProtocol Protocol, string Ports)
{
    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Icmp6 = 58;

    /// <summary>The port ranges; one null for all ports.</summary>
    public IReadOnlyList<PortRange?> Ranges => Ports.Length == 0 ? [null] : [.. Ports.Split(',').Select(PortRange.Parse)];

    public static Reach Of(EgressRule rule) => new(rule.Protocol, string.Join(',', rule.Ports ?? []));

    /// <summary>Numbers of the transport protocols, from and to; null for all.</summary>
    /// <remarks>Between TCP's and UDP's number lies nothing else that has ports, so that one rule does for both.</remarks>
    public (byte First, byte Last)? Protocols(bool version6) => Protocol switch
    {
        EgressProtocol.Tcp => (Tcp, Tcp),
        EgressProtocol.Udp => (Udp, Udp),
        EgressProtocol.Icmp => version6 ? (Icmp6, Icmp6) : (Icmp, Icmp),
        _ => Ports.Length == 0 ? null : (Tcp, Udp),
    };
}
