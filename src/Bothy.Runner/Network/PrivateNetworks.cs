using System.Net;
using System.Net.Sockets;

namespace Bothy.Runner.Network;

/// <summary>
/// Addresses that are not outside: private, shared, link-local, loopback, multicast and reserved ones (RFC 6890), and the IPv6
/// forms that carry an IPv4 address in them and would lead around the rules for IPv4.
/// </summary>
internal static class PrivateNetworks
{
    public static readonly IReadOnlyList<IPNetwork> Version4 = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4");

    public static readonly IReadOnlyList<IPNetwork> Version6 = Parse(
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8");

    /// <summary>True if the address is in one of them.</summary>
    public static bool Contain(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork ? Version4 : Version6).Any(network => network.Contains(address));

    /// <summary>True if the two have an address in common.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private static IReadOnlyList<IPNetwork> Parse(params IEnumerable<string> networks) => [.. networks.Select(CidrText.Parse)];
}
