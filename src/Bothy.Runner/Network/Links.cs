using System.Collections.Concurrent;
using Bothy.Linux.Links;
using Bothy.Linux.Namespaces;
using Bothy.Linux.Netlink;
using Bothy.Linux.Processes;
using Bothy.Runner.Installation;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Network;

/// <summary>The virtual cable between the host and an environment: routed, not bridged, so that neighbours share no segment.</summary>
internal sealed class Links(InstallationPaths installation, AddressPool pool)
{
    private const string InsideDevice = "eth0";
    private readonly ConcurrentDictionary<Slot, Task> removals = new();

    public string Device(Slot slot) => installation.DevicePrefix + slot;

    /// <summary>Makes the link unless it exists, whole and up.</summary>
    public async Task EnsureAsync(EnvironmentNetwork network)
    {
        if (removals.TryRemove(network.Slot, out var removal))
        {
            await removal;
        }

        using var host = NetlinkSocket.Open(NetlinkSocket.Route);
        using (var target = File.OpenHandle(network.NetworkNamespace))
        {
            if (IsUp(network.Device) && host.LeadsTo(network.Device, target))
            {
                return;
            }

            host.Transact(new NetlinkMessages().RemoveLink(network.Device));
            host.Transact(new NetlinkMessages().AddCable(
                new CableEnd(network.Device, AddressPool.HostHardwareOf(network.Slot)),
                new CableEnd(InsideDevice, network.Hardware),
                target,
                Uplink.Mtu()));
        }

        await PrivateThread.RunAsync("network inside", () => SetUpInside(network));
        SetUpHost(host, network);
    }

    /// <summary>Removes the link, if there is one; returns before the kernel is done, which takes it a while. A new link of the slot waits for it.</summary>
    public void Remove(Slot slot)
    {
        using var host = NetlinkSocket.Open(NetlinkSocket.Route);
        if (host.FindLink(Device(slot)) is var device and not 0)
        {
            removals[slot] = Task.Run(() =>
            {
                using var later = NetlinkSocket.Open(NetlinkSocket.Route);
                later.Transact(new NetlinkMessages().RemoveLink(device));
            });
        }
    }

    /// <summary>Slots that have a link of this installation.</summary>
    public IReadOnlyList<Slot> List() =>
        Directory.EnumerateDirectories("/sys/class/net", installation.DevicePrefix + "*")
            .Select(path => SlotOf(Path.GetFileName(path)))
            .OfType<Slot>()
            .ToList();

    /// <summary>The slot that a device of this installation belongs to; null for any other device.</summary>
    public Slot? SlotOf(string device) =>
        device.StartsWith(installation.DevicePrefix, StringComparison.Ordinal) && int.TryParse(device[installation.DevicePrefix.Length..], out var slot) ? new Slot(slot) : null;

    private bool SetUpInside(EnvironmentNetwork network)
    {
        ThreadNamespaces.EnterNetwork(network.NetworkNamespace);
        using var inside = NetlinkSocket.Open(NetlinkSocket.Route);
        var device = inside.FindLink(InsideDevice);
        var messages = new NetlinkMessages().SetUp(LinkMessages.Loopback).AddAddress(device, network.Address, 32);
        if (network.Address6 is { } address6)
        {
            messages.SetNoOwnAddress(device).AddAddress(device, address6, 128).AddAddress(device, AddressPool.LinkLocal6, 64);
        }

        messages.SetUp(device).AddRoute(device, pool.Gateway, null).AddRoute(device, null, pool.Gateway);
        if (network.Address6 is not null)
        {
            messages.AddRoute(device, null, AddressPool.Gateway6);
        }

        inside.Transact(messages);
        return true;
    }

    private void SetUpHost(NetlinkSocket host, EnvironmentNetwork network)
    {
        var device = host.FindLink(network.Device);
        Set("ipv4", network.Device, "forwarding", "1");
        Set("ipv6", network.Device, "disable_ipv6", network.Address6 is null ? "1" : "0");
        var messages = new NetlinkMessages()
            .AddAddress(device, pool.Gateway, 32)
            .AddNeighbour(device, network.Address, network.Hardware);
        if (network.Address6 is { } address6)
        {
            Set("ipv6", network.Device, "accept_ra", "0");
            Uplink.ForwardVersion6(network.Device);
            messages
                .SetNoOwnAddress(device)
                .AddAddress(device, AddressPool.Gateway6, 64)
                .AddNeighbour(device, address6, network.Hardware);
        }

        // The host's side comes up last: it is what says that the link is whole.
        messages.SetUp(device).AddRoute(device, network.Address, null);
        if (network.Address6 is { } routed)
        {
            messages.AddRoute(device, routed, null);
        }

        host.Transact(messages);
    }

    private static void Set(string family, string device, string setting, string value)
    {
        var file = $"/proc/sys/net/{family}/conf/{device}/{setting}";

        // A kernel without IPv6 has no settings for it.
        if (family == "ipv4" || File.Exists(file))
        {
            File.WriteAllText(file, value);
        }
    }

    private static bool IsUp(string device)
    {
        var state = $"/sys/class/net/{device}/operstate";
        return File.Exists(state) && File.ReadAllText(state).Trim() == "up";
    }
}
