using System.Net;
using System.Net.Sockets;

namespace Bothy.Images.Registries.Transport;

/// <summary>From how far away an address can be reached. A server may send its clients to addresses of its own scope or a wider one.</summary>
internal enum AddressScope
{
    Global,
    Private,
    Loopback,

    /// <summary>Link-local (clouds serve credentials there), multicast, reserved: nobody is sent there.</summary>
    Special,
}

/// <summary>IANA's special-purpose address registries (RFC 6890).</summary>
internal static class AddressScopes
{
    private static readonly (IPNetwork Network, AddressScope Scope)[] Known =
    [
        .. ((string[])["127.0.0.0/8", "::1/128"]).Select(network => (IPNetwork.Parse(network), AddressScope.Loopback)),
        .. ((string[])["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"])
            .Select(network => (IPNetwork.Parse(network), AddressScope.Private)),
        .. ((string[])
            [
                "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
                "240.0.0.0/4", "::/128", "fe80::/10", "ff00::/8", "2001:db8::/32", "100::/64",
            ])
            .Select(network => (IPNetwork.Parse(network), AddressScope.Special)),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Tunnelled = IPNetwork.Parse("2002::/16");

    public static AddressScope Of(IPAddress address)
    {
        var plain = Unwrapped(address);
        foreach (var (network, scope) in Known)
        {
            if (network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain))
            {
                return scope;
            }
        }

        return AddressScope.Global;
    }

    /// <summary>The IPv4 address that an IPv6 address stands for.</summary>
    private static IPAddress Unwrapped(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return Translated.Contains(address) ? new IPAddress(bytes.AsSpan(12, 4))
            : Tunnelled.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : address;
    }
}
