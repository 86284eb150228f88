using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Linux.Nftables;

namespace Bothy.Runner.Network.Rules;

/// <summary>A policy as chains and sets of one environment, under names that say what they were made from.</summary>
internal sealed class EgressPlan
{
    private const uint MostAddresses = 4096;
    private readonly string suffix;

    /// <summary>Ways of reaching that name rules allow; addresses of names with the same one share a set.</summary>
    private readonly List<Reach> reaches;

    /// <summary>The networks of the other rules, by way of reaching and family: few rules, however many networks.</summary>
    private readonly List<(string Set, Reach Reach, bool Version6, List<IPNetwork> Networks)> networks;

    private EgressPlan(EgressSpec egress, string suffix, string key)
    {
        IsOwn = egress.Word is null;
        this.suffix = suffix;
        Key = key;
        var named = egress.Rules.Where(rule => rule.Name is not null).ToList();
        reaches = [.. named.Select(Reach.Of).Distinct()];
        networks = [.. egress.Rules
            .Where(rule => rule.Cidr is not null)
            .Select(rule => (Reach: Reach.Of(rule), Network: CidrText.Parse(rule.Cidr!)))
            .GroupBy(rule => (rule.Reach, Version6: rule.Network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6))
            .Select((group, index) => ($"n{suffix}_c{index}", group.Key.Reach, group.Key.Version6, Largest([.. group.Select(rule => rule.Network).Distinct()])))];
        Grants = [.. named.Select(rule => new NameGrant(rule.Name!, Set4(Reach.Of(rule)), Set6(Reach.Of(rule))))];
    }

    /// <summary>The policy in a word: a chain that all share, or what tells these rules from others.</summary>
    public string Key { get; }

    /// <summary>The chain that decides.</summary>
    public string Chain => IsOwn ? $"e{suffix}_{Key}" : Key;

    /// <summary>True if chain and sets are this environment's own.</summary>
    public bool IsOwn { get; }

    /// <summary>Names that the rules allow, and where their addresses go.</summary>
    public IReadOnlyList<NameGrant> Grants { get; }

    public IReadOnlyList<string> Sets => [.. reaches.Select(Set4), .. reaches.Select(Set6), .. networks.Select(one => one.Set)];

    /// <param name="egress">The policy.</param>
    /// <param name="device">The device that it is for.</param>
    /// <param name="generation">Tells it from the device's earlier policies.</param>
    public static EgressPlan For(EgressSpec egress, string device, uint generation) =>
        new(egress, $"{device.Split('-')[^1]}_{generation:x8}", KeyOf(egress));

    /// <summary>What <see cref="Key"/> of the policy's plan would be.</summary>
    public static string KeyOf(EgressSpec egress) => egress.Word switch
    {
        null => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(egress, ApiJson.Default.EgressSpec))[..8]),
        _ when egress.Equals(EgressSpec.Open) => FirewallSets.Open,
        _ => FirewallSets.Refuse,
    };

    /// <summary>Adds chain and sets to a change.</summary>
    public void AddTo(NftTransaction change)
    {
        change.AddChain(Chain);
        foreach (var reach in reaches)
        {
            change.AddAddressSet(Set4(reach), version6: false, MostAddresses).AddAddressSet(Set6(reach), version6: true, MostAddresses);
            AddRules(change, reach, version6: false, to => to.ToSet(Set4(reach), version6: false));
            AddRules(change, reach, version6: true, to => to.ToSet(Set6(reach), version6: true));
        }

        foreach (var (set, reach, version6, members) in networks)
        {
            change.AddNetworkSet(set, version6);
            members.ForEach(network => change.PutNetwork(set, network));
            AddRules(change, reach, version6, to => to.ToSet(set, version6));
        }

        change.AddRule(Chain, end => end.GoTo(FirewallSets.Refuse));
    }

    private string Set4(Reach reach) => $"n{suffix}_{reaches.IndexOf(reach)}";

    private string Set6(Reach reach) => Set4(reach) + "_6";

    private void AddRules(NftTransaction change, Reach reach, bool version6, Func<NftRule, NftRule> destination)
    {
        foreach (var ports in reach.Ranges)
        {
            change.AddRule(Chain, made =>
            {
                made = destination(made);
                made = reach.Protocols(version6) is var (first, last) ? made.Protocol(first, last) : made;
                made = ports is { } range ? made.ToPort(range.First, range.Last) : made;
                made.GoTo(FirewallSets.Admit);
            });
        }
    }

    /// <summary>Those that lie in no other.</summary>
    private static List<IPNetwork> Largest(List<IPNetwork> networks) =>
        [.. networks.Where(network => !networks.Any(other => other.PrefixLength < network.PrefixLength && other.Contains(network.BaseAddress)))];
}
