using System.Net;
using Bothy.Reconcile;
using Bothy.Runner.Installation;
using Bothy.Runner.Network.Names;
using Bothy.Runner.Network.Rules;

namespace Bothy.Runner.Network;

/// <summary>The networks of a host's environments with everything that serves them.</summary>
internal sealed class HostNetwork : IDisposable
{
    private const int DnsPort = 53;
    private readonly Firewall firewall;
    private readonly ResolverSockets sockets;
    private readonly IReadOnlyList<Func<CancellationToken, Task>> loops;

    private HostNetwork(EnvironmentNetworks environments, Firewall firewall, ResolverSockets sockets, IReadOnlyList<Func<CancellationToken, Task>> loops) =>
        (Environments, this.firewall, this.sockets, this.loops) = (environments, firewall, sockets, loops);

    public EnvironmentNetworks Environments { get; }

    public static HostNetwork Create(InstallationPaths installation, AddressPool pool, NetworkConfiguration configuration, TimeProvider time)
    {
        var sockets = ResolverSockets.Open(pool.Gateway, Path.Combine(installation.Run, "resolver-port"));
        var firewall = new Firewall(installation, new FirewallText(installation, pool, configuration), sockets.Port);
        var names = new NameGrants();
        var version6 = configuration.IPv6 && Uplink.CanForwardVersion6();
        var environments = new EnvironmentNetworks(
            new NetworkNamespaces(installation), new Links(installation, pool), new Shaping(installation, pool, configuration), firewall, names, new HostServices(firewall, configuration), pool,
            version6);
        var upstream = new UpstreamServers(() => [.. Resolvers.ForHost().Select(address => new IPEndPoint(address, DnsPort))], time);
        var allowed = configuration.AllowedNetworks();
        var rules = new NameRules(
            upstream, firewall, address => !PrivateNetworks.Contain(address) || allowed.Any(network => network.Contains(address)));
        var resolver = new Resolver(sockets, names, rules, time);
        var guard = new FirewallGuard(installation.NftTable, environments, time);
        return new HostNetwork(environments, firewall, sockets, [resolver.RunAsync, guard.RunAsync, token => Uplink.FollowAsync(version6, time, token)]);
    }

    /// <summary>Answers environments' lookups, guards the firewall and follows the ways out until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Loops.RunAsync(cancellationToken, loops);

    public void Dispose()
    {
        sockets.Dispose();
        firewall.Dispose();
    }
}
