using System.Globalization;
using System.Net;
using Bothy.Api.Environments;
using Bothy.Bench.Network;
using Bothy.Linux.Tools;
using Bothy.Runner.Installation;
using Bothy.Runner.Network;
using Bothy.Runner.Network.Rules;
using Bothy.Runner.Slots;

// Usage: Bothy.Bench [ENVIRONMENTS]
// Makes that many environments' networks (500) under an installation name of its own, and removes them.
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 500;
const int firstSlot = 3000;
var pool = new AddressPool(IPNetwork.Parse("10.229.240.0/20"), IPNetwork.Parse("fdb0:7be7:c4be::/64"));
var installation = new InstallationPaths("/nonexistent", "be7c40");
var configuration = new NetworkConfiguration();
using var firewall = new Firewall(installation, new FirewallText(installation, pool, configuration), 9);
var links = new Links(installation, pool);
var namespaces = new NetworkNamespaces(installation);
var networks = Enumerable.Range(firstSlot, count).Select(number => Describe(new Slot(number))).ToList();
var rules = EgressSpec.Of([
    .. Enumerable.Range(1, 5).Select(number => new EgressRule { Cidr = $"198.51.{number}.0/24", Ports = [new(443, 443), new(8000, 8100)] }),
    .. Enumerable.Range(1, 5).Select(number => new EgressRule { Name = $"*.example{number}.org", Protocol = EgressProtocol.Tcp, Ports = [new(443, 443)] }),
]);
var table = new Timings();
try
{
    await firewall.PrepareAsync(CancellationToken.None);
    Console.Error.WriteLine($"Making {count} pairs of namespaces, which is not timed …");
    foreach (var network in networks)
    {
        await namespaces.EnsureAsync(network.Slot, CancellationToken.None);
    }

    await table.TimeAsync("add: rules (policy `open`)", networks, network => { firewall.Apply(network, EgressSpec.Open, resolving: false); });
    await table.TimeAsync("add: link, addresses, routes", networks, network => links.EnsureAsync(network));
    await table.TimeAsync("change: `open` to ten rules, five of them by name", networks, network => { firewall.Apply(network, rules, resolving: true); });
    await table.TimeAsync("an address that a name has", networks, network =>
        firewall.Learn([(EgressPlan.For(rules, network.Device, Generation(network)).Sets[0], IPAddress.Parse("203.0.113.7"), TimeSpan.FromMinutes(5))]));
    await table.TimeAsync("remove: link", Enumerable.Reverse(networks).ToList(), network => links.Remove(network.Slot), growing: false);
    await table.TimeAsync("remove: rules (ten)", Enumerable.Reverse(networks).ToList(), firewall.Remove, growing: false);
    await table.TimeAsync("for comparison: one element with `nft -f -`", networks, network => Tool.RunAsync(
        "nft", ["-f", "-"], $"add element inet {installation.NftTable} live {{ \"{network.Device}\" . 7 }}", CancellationToken.None));
    table.Print();
}
finally
{
    foreach (var network in networks)
    {
        links.Remove(network.Slot);
        namespaces.Remove(network.Slot);
    }

    await firewall.RemoveTablesAsync(CancellationToken.None);
    Directory.Delete(installation.Run, recursive: true);
}

return 0;

uint Generation(EnvironmentNetwork network) => firewall.Find(network.Device)!.Generation;

EnvironmentNetwork Describe(Slot slot) => new()
{
    Slot = slot,
    UserNamespace = namespaces.UserPath(slot),
    NetworkNamespace = namespaces.NetworkPath(slot),
    Device = links.Device(slot),
    Hardware = AddressPool.HardwareOf(slot),
    Address = IPAddress.Parse($"10.229.{240 + ((slot.Number - firstSlot) / 256)}.{(slot.Number - firstSlot) % 256}"),
    Address6 = Uplink.CanForwardVersion6() ? pool.Address6Of(slot) : null,
};
