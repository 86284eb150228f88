using System.Net;
using System.Security.Cryptography;
using Bothy.Api.Environments;
using Bothy.Linux.Errors;
using Bothy.Linux.Netlink;
using Bothy.Linux.Nftables;
using Bothy.Linux.Tools;
using Bothy.Runner.Installation;
using Bothy.Runner.Network.Rules;

namespace Bothy.Runner.Network;

/// <summary>
/// The installation's nftables tables. Environments reach what their policy allows outside and nothing else: not each other, not the
/// host, not its private networks. Each change is one transaction; a policy that changes cuts the connections that it no longer allows.
/// </summary>
internal sealed class Firewall(InstallationPaths installation, FirewallText text, ushort resolverPort) : IDisposable
{
    private readonly NftConnection kernel = new();
    private readonly Lock gate = new();
    private Dictionary<string, InstalledPolicy> installed = [];

    private string Table => installation.NftTable;

    /// <summary>Makes the tables, unless they are there as they should be: then what they hold stays in force.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var found = await InstalledTables.ReadAsync(Table, cancellationToken);
        if (found.Markers.Contains(text.Marker))
        {
            lock (gate)
            {
                installed = new(found.Policies);
            }

            return;
        }

        await Tool.RunAsync("nft", ["-f", "-"], text.Replacement(), cancellationToken);
        lock (gate)
        {
            installed = [];
        }
    }

    /// <summary>Puts an environment's policy in force; does nothing if it is.</summary>
    /// <returns>The names whose addresses the policy allows, and where to put them.</returns>
    public IReadOnlyList<NameGrant> Apply(EnvironmentNetwork network, EgressSpec egress, bool resolving)
    {
        lock (gate)
        {
            var before = installed.GetValueOrDefault(network.Device);
            if (before is not null && before.Key == EgressPlan.KeyOf(egress) && before.Resolving == resolving)
            {
                if (resolving)
                {
                    PointToResolver(network.Device);
                }

                return EgressPlan.For(egress, network.Device, before.Generation).Grants;
            }

            var generation = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))) | 1;
            var plan = EgressPlan.For(egress, network.Device, generation);
            var change = new NftTransaction(Table);
            if (plan.IsOwn)
            {
                plan.AddTo(change);
            }

            TakePolicy(change, network.Device, before);
            PutSources(change, network);
            change
                .Put(NftTransaction.Internet, FirewallSets.Policies, NftKey.Device(network.Device), NftValue.GoTo(plan.Chain))
                .Put(NftTransaction.Internet, FirewallSets.Generations, NftKey.Device(network.Device), NftValue.Mark(generation))
                .Put(NftTransaction.Internet, FirewallSets.Live, [.. NftKey.Device(network.Device), .. NftKey.Mark(generation)]);
            if (resolving)
            {
                change.Put(NftTransaction.Internet, FirewallSets.Resolving, NftKey.Device(network.Device), NftValue.Port(resolverPort));
            }

            TakeOwn(change, before);
            kernel.Commit(change);
            installed[network.Device] = new InstalledPolicy(generation, plan.Key, plan.IsOwn ? plan.Chain : null, plan.Sets, resolving);
            return plan.Grants;
        }
    }

    /// <summary>Takes an environment out; does nothing if it is not in.</summary>
    public void Remove(EnvironmentNetwork network)
    {
        lock (gate)
        {
            if (!installed.TryGetValue(network.Device, out var before))
            {
                return;
            }

            var change = new NftTransaction(Table);
            TakePolicy(change, network.Device, before);
            foreach (var (family, set, key) in Sources(network))
            {
                // Put first: it may be that the sources of an older policy had no IPv6.
                change.Put(family, set, key).Take(family, set, key);
            }

            // The kernel made that one, if the environment ever connected.
            var connections = NftKey.Device(network.Device);
            change.Put(NftTransaction.Internet, FirewallSets.Connections, connections).Take(NftTransaction.Internet, FirewallSets.Connections, connections);
            TakeOwn(change, before);
            try
            {
                kernel.Commit(change);
            }
            catch (NetlinkException gone) when (gone.Errno == Errno.ENOENT)
            {
                // Somebody removed the tables, and with them what was to be taken out.
            }

            installed.Remove(network.Device);
        }
    }

    /// <summary>What is in force for a device; null if nothing is.</summary>
    public InstalledPolicy? Find(string device)
    {
        lock (gate)
        {
            return installed.GetValueOrDefault(device);
        }
    }

    /// <summary>The devices that have a policy.</summary>
    public IReadOnlyList<string> Devices()
    {
        lock (gate)
        {
            return [.. installed.Keys];
        }
    }

    /// <summary>Lets environments reach addresses for a while.</summary>
    /// <param name="addresses">Each with the set it goes to and the time it stays from now on.</param>
    /// <exception cref="NetlinkException">A set is full or no longer there.</exception>
    public void Learn(IReadOnlyCollection<(string Set, IPAddress Address, TimeSpan Stay)> addresses)
    {
        var change = new NftTransaction(Table);
        foreach (var (set, address, stay) in addresses)
        {
            // An element that is there keeps its old end: it is taken and put anew, in one transaction.
            var key = NftKey.Address(address);
            change
                .Put(NftTransaction.Internet, set, key, timeout: stay)
                .Take(NftTransaction.Internet, set, key)
                .Put(NftTransaction.Internet, set, key, timeout: stay);
        }

        kernel.Commit(change);
    }

    /// <summary>Lets all environments use a service at a private address.</summary>
    public void AllowService(IPAddress address, ushort port)
    {
        var change = new NftTransaction(Table);
        var version4 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        byte[] key = [.. NftKey.Address(address), (byte)(port >> 8), (byte)port, 0, 0];
        kernel.Commit(change.Put(NftTransaction.Internet, version4 ? FirewallSets.Services4 : FirewallSets.Services6, key));
    }

    /// <summary>True if the tables are there and are this runner's.</summary>
    public async Task<bool> IsInForceAsync(CancellationToken cancellationToken) =>
        (await InstalledTables.ReadAsync(Table, cancellationToken)).Markers.Contains(text.Marker);

    /// <summary>Removes the tables.</summary>
    public Task RemoveTablesAsync(CancellationToken cancellationToken) =>
        Tool.RunAsync("nft", ["-f", "-"], text.Removal(), cancellationToken);

    public void Dispose() => kernel.Dispose();

    private void PointToResolver(string device)
    {
        var key = NftKey.Device(device);
        kernel.Commit(new NftTransaction(Table)
            .Take(NftTransaction.Internet, FirewallSets.Resolving, key)
            .Put(NftTransaction.Internet, FirewallSets.Resolving, key, NftValue.Port(resolverPort)));
    }

    private static void TakePolicy(NftTransaction change, string device, InstalledPolicy? before)
    {
        if (before is null)
        {
            return;
        }

        var key = NftKey.Device(device);
        change
            .Take(NftTransaction.Internet, FirewallSets.Policies, key)
            .Take(NftTransaction.Internet, FirewallSets.Generations, key)
            .Take(NftTransaction.Internet, FirewallSets.Live, [.. key, .. NftKey.Mark(before.Generation)]);
        if (before.Resolving)
        {
            change.Take(NftTransaction.Internet, FirewallSets.Resolving, key);
        }
    }

    private static void TakeOwn(NftTransaction change, InstalledPolicy? before)
    {
        if (before?.Chain is { } chain)
        {
            change.RemoveChain(chain);
        }

        foreach (var set in before?.Sets ?? [])
        {
            change.RemoveSet(set);
        }
    }

    private static void PutSources(NftTransaction change, EnvironmentNetwork network)
    {
        foreach (var (family, set, key) in Sources(network))
        {
            change.Put(family, set, key);
        }
    }

    private static IEnumerable<(byte Family, string Set, byte[] Key)> Sources(EnvironmentNetwork network)
    {
        byte[] link = [.. NftKey.Device(network.Device), .. NftKey.Hardware(network.Hardware)];
        byte[] version4 = [.. link, .. NftKey.Address(network.Address)];
        yield return (NftTransaction.Internet, FirewallSets.Sources4, version4);
        yield return (NftTransaction.Arp, FirewallSets.SourcesArp, version4);
        if (network.Address6 is { } address6)
        {
            yield return (NftTransaction.Internet, FirewallSets.Sources6, [.. link, .. NftKey.Address(address6)]);
            yield return (NftTransaction.Internet, FirewallSets.Sources6, [.. link, .. NftKey.Address(AddressPool.LinkLocal6)]);
        }
    }
}
