using System.Net;
using Bothy.Api.Environments;

namespace Bothy.Runner.Network;

/// <summary>What environments may use of the host's private networks: its name servers, its proxies, and what the configuration allows.</summary>
internal sealed class HostServices(Firewall firewall, NetworkConfiguration configuration)
{
    private const ushort DnsPort = 53;
    private readonly Lock gate = new();
    private readonly HashSet<(IPAddress Address, ushort Port)> allowed = [];

    /// <summary>Allows the host's present name servers and proxies. What was allowed before stays so while the runner lives.</summary>
    public void AllowPresent()
    {
        lock (gate)
        {
            foreach (var service in Resolvers.Find().Select(address => (address, DnsPort)).Concat(Proxies.Find()))
            {
                if (PrivateNetworks.Contain(service.Item1) && !IPAddress.IsLoopback(service.Item1) && allowed.Add(service))
                {
                    firewall.AllowService(service.Item1, service.Item2);
                }
            }
        }
    }

    /// <summary>Forgets what was allowed, because the firewall was made anew.</summary>
    public void Reset()
    {
        lock (gate)
        {
            allowed.Clear();
        }
    }

    /// <summary>Rules of a policy that this host does not, or not wholly, put in force.</summary>
    public IReadOnlyList<string> Warnings(EgressSpec egress)
    {
        var networks = configuration.AllowedNetworks();
        return [.. egress.Rules
            .Where(rule => rule.Cidr is not null)
            .Select(rule => CidrText.Parse(rule.Cidr!))
            .Where(network => IsPrivate(network) && !networks.Any(one => PrivateNetworks.Overlap(one, network)))
            .Select(network => $"{network} is private: this host's configuration (network.allowPrivate) does not open it to environments")];
    }

    private static bool IsPrivate(IPNetwork network) =>
        PrivateNetworks.Version4.Concat(PrivateNetworks.Version6)
            .Any(one => one.PrefixLength <= network.PrefixLength && one.BaseAddress.AddressFamily == network.BaseAddress.AddressFamily && one.Contains(network.BaseAddress));
}
