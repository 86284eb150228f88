using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Network.Rules;

/// <summary>
/// The part of the firewall that is the same for all environments, as nft(8) reads it. It matches devices by prefix and looks the rest
/// up in sets, so that a packet's cost does not grow with the number of environments, and an environment's coming and going changes elements only.
/// </summary>
internal sealed class FirewallText(InstallationPaths installation, AddressPool pool, NetworkConfiguration configuration)
{
    /// <summary>
    /// Connections that one environment may have at once; a sixteenth of what the host can track, within reason: the kernel goes through all of them for each new one
    /// (nf_conncount), which takes it a millisecond at 16384.
    /// </summary>
    private const int MostConnections = 4096;
    private const int FewestConnections = 1024;
    private const int ShareOfTracked = 16;
    private const string TrackedConnections = "/proc/sys/net/netfilter/nf_conntrack_max";
    private const int MarkerDigits = 12;

    private string Table => installation.NftTable;

    /// <summary>The name of an empty chain that says which text a table was made from.</summary>
    public string Marker =>
        "made_from_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body("")))[..(MarkerDigits / 2)]);

    /// <summary>A transaction that puts fresh, empty tables in place of those there are.</summary>
    public string Replacement() =>
        $"""
        {Removal()}
        {Body($"chain {Marker} {{\n  }}")}
        """;

    /// <summary>A transaction that removes the tables, if there are any.</summary>
    public string Removal() =>
        $"""
        add table inet {Table}
        delete table inet {Table}
        add table arp {Table}
        delete table arp {Table}
        """;

    private string Body(string marker)
    {
        var devices = $"\"{installation.DevicePrefix}*\"";
        var allowed = configuration.AllowedNetworks();
        return $$"""
            table inet {{Table}} {
              set {{FirewallSets.Sources4}} { type ifname . ether_addr . ipv4_addr; }
              set {{FirewallSets.Sources6}} { type ifname . ether_addr . ipv6_addr; }
              map {{FirewallSets.Policies}} { type ifname : verdict; }
              map {{FirewallSets.Generations}} { type ifname : mark; }
              set {{FirewallSets.Live}} { type ifname . mark; }
              map {{FirewallSets.Resolving}} { type ifname : inet_service; }
              set {{FirewallSets.Services4}} { type ipv4_addr . inet_service; }
              set {{FirewallSets.Services6}} { type ipv6_addr . inet_service; }
              set {{FirewallSets.Connections}} { type ifname; size 65535; flags dynamic; }
              set allowed4 { type ipv4_addr; flags interval; auto-merge; {{Elements(allowed.Where(IsVersion4))}} }
              set allowed6 { type ipv6_addr; flags interval; auto-merge; {{Elements(allowed.Where(network => !IsVersion4(network)))}} }
              set private4 { type ipv4_addr; flags interval; auto-merge; {{Elements(PrivateNetworks.Version4)}} }
              set private6 { type ipv6_addr; flags interval; auto-merge; {{Elements(PrivateNetworks.Version6)}} }
              {{marker}}
              chain spoofing {
                type filter hook prerouting priority raw; policy accept;
                iifname != {{devices}} accept
                icmpv6 type { nd-router-solicit, nd-router-advert, nd-redirect } drop
                iifname . ether saddr . ip saddr @{{FirewallSets.Sources4}} accept
                ip6 saddr fe80::/10 icmpv6 type != { nd-neighbor-solicit, nd-neighbor-advert, echo-request } drop
                iifname . ether saddr . ip6 saddr @{{FirewallSets.Sources6}} accept
                drop
              }
              chain resolution {
                type nat hook prerouting priority dstnat; policy accept;
                meta nfproto ipv4 iifname {{devices}} meta l4proto { tcp, udp } th dport 53 redirect to :iifname map @{{FirewallSets.Resolving}}
              }
              chain forward {
                type filter hook forward priority filter; policy accept;
                iifname {{devices}} goto outbound
                oifname {{devices}} goto inbound
              }
              chain outbound {
                oifname {{devices}} goto refuse
                ct state invalid drop
                iifname . ct mark @{{FirewallSets.Live}} accept
                jump boundaries
                iifname vmap @{{FirewallSets.Policies}}
                goto refuse
              }
              chain inbound {
                ct direction original drop
                ct state != { established, related } drop
                oifname . ct mark @{{FirewallSets.Live}} accept
                jump boundaries
                oifname vmap @{{FirewallSets.Policies}}
                drop
              }
              chain boundaries {
                meta l4proto { tcp, udp } ct original ip daddr . ct original proto-dst @{{FirewallSets.Services4}} return
                meta l4proto { tcp, udp } ct original ip6 daddr . ct original proto-dst @{{FirewallSets.Services6}} return
                ct original ip daddr @allowed4 return
                ct original ip6 daddr @allowed6 return
                ct original ip daddr @private4 goto refuse
                ct original ip6 daddr @private6 goto refuse
              }
              chain {{FirewallSets.Open}} {
                goto {{FirewallSets.Admit}}
              }
              chain {{FirewallSets.Admit}} {
                ct state new add @{{FirewallSets.Connections}} { iifname ct count over {{Connections()}} } goto refuse
                iifname {{devices}} ct mark set iifname map @{{FirewallSets.Generations}} accept
                ct mark set oifname map @{{FirewallSets.Generations}} accept
              }
              chain {{FirewallSets.Refuse}} {
                ct direction reply drop
                reject with icmpx type admin-prohibited
              }
              chain input {
                type filter hook input priority filter; policy accept;
                iifname != {{devices}} accept
                ct direction reply ct state established,related accept
                ip daddr {{pool.Gateway}} icmp type echo-request accept
                ip6 daddr {{AddressPool.Gateway6}} icmpv6 type echo-request accept
                icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                ip daddr {{pool.Gateway}} ct status dnat meta l4proto udp ct original proto-dst 53 accept
                ip daddr {{pool.Gateway}} ct status dnat meta l4proto tcp ct original proto-dst 53 accept
                goto {{FirewallSets.Refuse}}
              }
              chain masquerading {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr {{pool.Network}} oifname != {{devices}} masquerade
                ip6 saddr {{pool.Network6}} oifname != {{devices}} masquerade
              }
            }
            table arp {{Table}} {
              set {{FirewallSets.SourcesArp}} { type ifname . ether_addr . ipv4_addr; }
              chain input {
                type filter hook input priority filter; policy accept;
                iifname != {{devices}} accept
                iifname . arp saddr ether . arp saddr ip @{{FirewallSets.SourcesArp}} arp daddr ip {{pool.Gateway}} accept
                drop
              }
            }
            """;
    }

    /// <summary>Connections that one environment may have at once on this host.</summary>
    internal static int Connections() =>
        File.Exists(TrackedConnections)
            ? Math.Clamp(int.Parse(File.ReadAllText(TrackedConnections), CultureInfo.InvariantCulture) / ShareOfTracked, FewestConnections, MostConnections)
            : FewestConnections;

    private static bool IsVersion4(IPNetwork network) => network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;

    private static string Elements(IEnumerable<IPNetwork> networks)
    {
        var list = string.Join(", ", networks);
        return list.Length == 0 ? "" : $"elements = {{ {list} }}";
    }
}
