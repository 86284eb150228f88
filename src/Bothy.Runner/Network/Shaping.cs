using Bothy.Linux.Links;
using Bothy.Linux.Netlink;
using Bothy.Linux.Traffic;
using Bothy.Runner.Installation;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Network;

/// <summary>
/// Bandwidth of environments in both directions: a ceiling for each, and fair shares of the uplink where its size is known. Traffic goes through two
/// devices that all environments share, each with a tree of classes, one a slot; without ceiling and known uplink it goes as it came.
/// </summary>
internal sealed class Shaping(InstallationPaths installation, AddressPool pool, NetworkConfiguration configuration)
{
    private const uint Everyone = 1;
    private const uint FirstSlot = 0x1000;
    private const uint SlotBits = 0xFFF;
    private const uint Packets = 1000;

    /// <summary>What each has for sure: next to nothing, so that everything is shared.</summary>
    private const long LeastRate = 8 * 1024;
    private const long Unlimited = 12_500_000_000;

    /// <summary>For the link that a slot had when it was put in force: another one of its name knows nothing of it.</summary>
    private readonly Dictionary<Slot, (int Link, long BytesPerSecond)> inForce = [];
    private readonly Lock gate = new();

    /// <summary>From environments, and to them.</summary>
    private string[] Devices => [installation.ShapingDevicePrefix + "up", installation.ShapingDevicePrefix + "down"];

    /// <summary>Where frames with tags end.</summary>
    private string Sink => installation.ShapingDevicePrefix + "none";

    private long Uplink => configuration.UplinkBytesPerSecond == 0 ? Unlimited : configuration.UplinkBytesPerSecond;

    /// <summary>Puts an environment's ceiling in force; does nothing if it is, or there is no link.</summary>
    /// <param name="device">The host's side of the link.</param>
    /// <param name="bytesPerSecond">In each direction; 0 for none.</param>
    /// <exception cref="NetlinkException">The kernel lacks what is needed.</exception>
    public void Apply(Slot slot, string device, long bytesPerSecond)
    {
        lock (gate)
        {
            using var host = NetlinkSocket.Open(NetlinkSocket.Route);
            var link = host.FindLink(device);
            if (link == 0 || (inForce.TryGetValue(slot, out var known) && known == (link, bytesPerSecond)))
            {
                return;
            }

            if (bytesPerSecond == 0 && configuration.UplinkBytesPerSecond == 0)
            {
                host.Transact(new NetlinkMessages().EndDiversion(link));
            }
            else
            {
                int[] shared = [.. Devices.Select((name, direction) => EnsureTree(host, name, direction == 1))];
                var ceiling = bytesPerSecond == 0 ? Uplink : Math.Min(bytesPerSecond, Uplink);
                var messages = new NetlinkMessages();
                foreach (var tree in shared)
                {
                    messages.PutClass(tree, TrafficMessages.Major | Everyone, ClassOf(slot), LeastRate, ceiling).AddQueue(tree, ClassOf(slot), Packets);
                }

                // An earlier runner may have diverted otherwise, and given it IPv6. What claims another's address is not let into that one's class; the rules drop it.
                host.Transact(messages.EndDiversion(link).Divert(link, shared[0], shared[1], EnsureSink(host), [pool.AddressOf(slot), pool.Address6Of(slot)]));
            }

            inForce[slot] = (link, bytesPerSecond);
        }
    }

    /// <summary>Forgets an environment, whose link goes with what diverted it.</summary>
    public void Remove(Slot slot)
    {
        lock (gate)
        {
            inForce.Remove(slot);
            using var host = NetlinkSocket.Open(NetlinkSocket.Route);
            foreach (var tree in Devices.Select(host.FindLink).Where(tree => tree != 0))
            {
                host.Transact(new NetlinkMessages().RemoveClass(tree, ClassOf(slot)));
            }
        }
    }

    /// <summary>Removes the shared devices.</summary>
    public void RemoveDevices()
    {
        using var host = NetlinkSocket.Open(NetlinkSocket.Route);
        foreach (var name in (string[])[.. Devices, Sink])
        {
            host.Transact(new NetlinkMessages().RemoveLink(name));
        }
    }

    private int EnsureTree(NetlinkSocket host, string name, bool toEnvironments) => EnsureDevice(host, name, (messages, device) => messages
        .AddTree(device)
        .PutClass(device, TrafficMessages.Major, Everyone, Uplink, Uplink)
        .AddClassifier(device, Classifier(toEnvironments)));

    private int EnsureSink(NetlinkSocket host) => EnsureDevice(host, Sink, (messages, device) => messages.Discard(device));

    /// <summary>Also one that an earlier runner has not finished.</summary>
    private static int EnsureDevice(NetlinkSocket host, string name, Func<NetlinkMessages, int, NetlinkMessages> prepare)
    {
        if (host.FindLink(name) is not (not 0 and var device))
        {
            host.Transact(new NetlinkMessages().AddIntermediate(name));
            device = host.FindLink(name);
        }

        host.Transact(prepare(new NetlinkMessages(), device).SetUp(device));
        return device;
    }

    /// <summary>An environment's class follows from its slot, which is in the last bits of its addresses.</summary>
    private static PacketFilterStep[] Classifier(bool toEnvironments) =>
    [
        PacketFilterStep.LoadProtocol(),
        PacketFilterStep.SkipUnless(0x0800, 4),
        PacketFilterStep.LoadWord(toEnvironments ? 16u : 12u),
        PacketFilterStep.And(SlotBits),
        PacketFilterStep.Or(TrafficMessages.Major | FirstSlot),
        PacketFilterStep.Return(),
        PacketFilterStep.SkipUnless(0x86DD, 4),
        PacketFilterStep.LoadWord(toEnvironments ? 36u : 20u),
        PacketFilterStep.And(SlotBits),
        PacketFilterStep.Or(TrafficMessages.Major | FirstSlot),
        PacketFilterStep.Return(),
        PacketFilterStep.Return(0),
    ];

    private static uint ClassOf(Slot slot) => FirstSlot | (uint)slot.Number;
}
