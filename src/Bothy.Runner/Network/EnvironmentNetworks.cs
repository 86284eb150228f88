using System.Collections.Concurrent;
using System.Net;
using Bothy.Api.Environments;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Tools;
using Bothy.Runner.Failing;
using Bothy.Runner.Network.Names;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Network;

/// <summary>Everything of an environment's network, made and removed as one.</summary>
internal sealed class EnvironmentNetworks(
    NetworkNamespaces namespaces, Links links, Shaping shaping, Firewall firewall, NameGrants names, HostServices services, AddressPool pool, bool version6)
{
    private readonly ConcurrentDictionary<Slot, (EnvironmentNetwork Network, NetworkPolicy Policy)> inForce = new();

    private readonly Lock applying = new();

    /// <summary>The firewall was found gone, and not everything is back yet.</summary>
    private bool isRestoring;

    public string AddressOf(Slot slot) => pool.AddressOf(slot).ToString();

    /// <exception cref="EnvironmentFault">The host refused.</exception>
    public async Task<EnvironmentNetwork> EnsureAsync(Slot slot, NetworkPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            var network = Describe(slot);

            // The rules come before the link: there is never a packet that no rule has looked at.
            var rules = Task.Run(() => Apply(network, policy), cancellationToken);
            await namespaces.EnsureAsync(slot, cancellationToken);
            Failpoint.Hit("network.namespaces-held");
            await rules;
            Uplink.AllowForwarding(version6);
            await links.EnsureAsync(network);
            shaping.Apply(slot, network.Device, policy.BytesPerSecond);
            Failpoint.Hit("network.link-up");
            return network;
        }
        catch (Exception exception) when (exception is ToolException or IOException)
        {
            throw Refused("The environment's network could not be set up", exception);
        }
    }

    /// <summary>The network of an environment that has one now.</summary>
    public EnvironmentNetwork? Find(Slot slot) => inForce.TryGetValue(slot, out var known) ? known.Network : null;

    /// <summary>Changes what an environment that has a network now may reach; does nothing for others, and where that is in force already.</summary>
    /// <returns>What holds for it now; null if nothing was done.</returns>
    /// <exception cref="EnvironmentFault">The host refused; what held before still does.</exception>
    public NetworkStatus? ApplyEgress(Slot slot, EgressSpec egress)
    {
        try
        {
            lock (applying)
            {
                if (!inForce.TryGetValue(slot, out var now) || now.Policy.Egress.Equals(egress))
                {
                    return null;
                }

                var policy = now.Policy with { Egress = egress };
                ApplyLocked(now.Network, policy);
                return Report(now.Network, policy);
            }
        }
        catch (Exception exception) when (exception is ToolException or IOException)
        {
            throw Refused("What the environment may reach could not be changed", exception);
        }
    }

    /// <summary>Sets the bandwidth of an environment that has a network now anew; does nothing for others.</summary>
    /// <param name="bytesPerSecond">In each direction; 0 for no ceiling.</param>
    /// <exception cref="EnvironmentFault">The kernel refused.</exception>
    public void ApplyCeiling(Slot slot, long bytesPerSecond)
    {
        if (Find(slot) is not { } network)
        {
            return;
        }

        try
        {
            shaping.Apply(slot, network.Device, bytesPerSecond);
        }
        catch (IOException exception)
        {
            throw Refused("The environment's bandwidth could not be set", exception);
        }
    }

    /// <summary>Removes what there is of it.</summary>
    public void Remove(Slot slot)
    {
        // Without its rules nothing of it passes, whatever becomes of the link.
        var network = Describe(slot);
        lock (applying)
        {
            inForce.TryRemove(slot, out _);
            firewall.Remove(network);
            names.Forget(network.Address);
        }

        Failpoint.Hit("network.rules-removed");
        shaping.Remove(slot);
        links.Remove(slot);
        Failpoint.Hit("network.link-removed");
        namespaces.Remove(slot);
        Failpoint.Hit("network.namespaces-removed");
    }

    /// <summary>What holds for the environment, as its status says it.</summary>
    public NetworkStatus Report(EnvironmentNetwork network, NetworkPolicy policy)
    {
        var warnings = services.Warnings(policy.Egress);
        return new NetworkStatus
        {
            Egress = policy.Egress,
            Address6 = network.Address6?.ToString(),
            Warnings = warnings.Count == 0 ? null : warnings,
        };
    }

    /// <summary>Slots that have something of a network on this host.</summary>
    public IReadOnlySet<Slot> List() => links.List().Concat(namespaces.List()).Concat(firewall.Devices().Select(links.SlotOf).OfType<Slot>()).ToHashSet();

    /// <summary>The gateway that environments see.</summary>
    public IPAddress Gateway => pool.Gateway;

    /// <summary>Puts rules and forwarding in place, before any environment's network is made.</summary>
    /// <param name="running">Environments that run already, and their policies.</param>
    public async Task PrepareAsync(IEnumerable<(Slot Slot, NetworkPolicy Policy)> running, CancellationToken cancellationToken)
    {
        Uplink.AllowForwarding(version6);
        await firewall.PrepareAsync(cancellationToken);
        services.AllowPresent();
        foreach (var (slot, policy) in running)
        {
            Apply(Describe(slot), policy);
        }
    }

    /// <summary>Puts everything back in force if somebody removed the firewall's tables.</summary>
    public async Task RestoreFirewallAsync(CancellationToken cancellationToken)
    {
        if (!isRestoring && await firewall.IsInForceAsync(cancellationToken))
        {
            return;
        }

        isRestoring = true;
        await firewall.PrepareAsync(cancellationToken);
        services.Reset();
        services.AllowPresent();
        foreach (var slot in inForce.Keys)
        {
            // As it is now: its policy may have changed meanwhile, or it may be gone.
            lock (applying)
            {
                if (inForce.TryGetValue(slot, out var now))
                {
                    Apply(now.Network, now.Policy);
                }
            }
        }

        isRestoring = false;
    }

    /// <summary>Removes what all environments share; the next start makes it again.</summary>
    public Task RemoveSharedAsync(CancellationToken cancellationToken)
    {
        shaping.RemoveDevices();
        return firewall.RemoveTablesAsync(cancellationToken);
    }

    private void Apply(EnvironmentNetwork network, NetworkPolicy policy)
    {
        lock (applying)
        {
            ApplyLocked(network, policy);
        }
    }

    private void ApplyLocked(EnvironmentNetwork network, NetworkPolicy policy)
    {
        services.AllowPresent();

        // A host whose name servers are on loopback only has the runner ask them for its environments.
        var byRules = policy.Egress.Word is null;
        var resolving = byRules || (policy.Egress.Equals(EgressSpec.Open) && !Resolvers.AreReachable());
        var grants = firewall.Apply(network, policy.Egress, resolving);
        if (resolving)
        {
            names.Put(network.Address, byRules ? grants : null);
        }
        else
        {
            names.Forget(network.Address);
        }

        inForce[network.Slot] = (network, policy);
    }

    private static EnvironmentFault Refused(string what, Exception exception) => new("network", "NetworkFailed", $"{what}: {exception.Message}", retry: true, exception);

    private EnvironmentNetwork Describe(Slot slot) => new()
    {
        Slot = slot,
        UserNamespace = namespaces.UserPath(slot),
        NetworkNamespace = namespaces.NetworkPath(slot),
        Device = links.Device(slot),
        Hardware = AddressPool.HardwareOf(slot),
        Address = pool.AddressOf(slot),
        Address6 = version6 ? pool.Address6Of(slot) : null,
    };
}
