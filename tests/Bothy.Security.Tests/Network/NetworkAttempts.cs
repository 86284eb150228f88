using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Bothy.Runner.Network;
using Bothy.Runner.Network.Rules;
using Bothy.Runner.Slots;
using Bothy.Runner.Tests.Network;

namespace Bothy.Security.Tests.Network;

/// <summary>All attempts over the network.</summary>
internal static class NetworkAttempts
{
    private static readonly IPAddress Foreign = IPAddress.Parse("203.0.113.99");
    private static readonly PhysicalAddress Me = AddressPool.HardwareOf(NetworkLab.One);
    private static readonly PhysicalAddress Neighbour = AddressPool.HardwareOf(NetworkLab.Two);
    private static readonly PhysicalAddress Gateway = AddressPool.HostHardwareOf(NetworkLab.One);
    private static readonly IPAddress MyAddress = NetworkLab.Pool.AddressOf(NetworkLab.One);
    private static readonly IPAddress NeighboursAddress = NetworkLab.Pool.AddressOf(NetworkLab.Two);

    public static IReadOnlyList<NetworkAttempt> All { get; } =
    [
        new("neighbour", "reach a service of a neighbour over IPv4", (lab, _) => ConnectAsync(lab, lab.NamespaceOf(NetworkLab.Two), NeighboursAddress)),
        new("neighbour_version6", "reach a service of a neighbour over IPv6", (lab, _) => ConnectAsync(lab, lab.NamespaceOf(NetworkLab.Two), NetworkLab.Pool.Address6Of(NetworkLab.Two))),
        new("gateway_service", "reach a service of the host at the gateway's address", (lab, _) => ConnectAsync(lab, null, NetworkLab.Pool.Gateway)),
        new("host_service", "reach a service of the host at its own address", (lab, _) => ConnectAsync(lab, null, Outside.Host)),
        new("host_service_version6", "reach a service of the host at its own IPv6 address", (lab, _) => ConnectAsync(lab, null, Outside.Host6)),
        new("gateway_service_version6", "reach a service of the host over the link itself", (lab, _) => ConnectAsync(lab, null, new IPAddress(AddressPool.Gateway6.GetAddressBytes(), 2))),
        new("metadata_service", "ask a cloud's metadata service", (lab, _) => ConnectAsync(lab, Outside.Path, Outside.Metadata)),
        new("private_network", "reach the host's private network", (lab, _) => ConnectAsync(lab, Outside.Path, Outside.Private)),
        new("private_network_version6", "reach the host's private network over IPv6", (lab, _) => ConnectAsync(lab, Outside.Path, Outside.Private6)),
        new("neighbours_address", "send with a neighbour's address", (lab, patience) => SendAsync(lab, patience, Me, NeighboursAddress)),
        new("neighbours_hardware", "send with a neighbour's hardware address", (lab, patience) => SendAsync(lab, patience, Neighbour, MyAddress)),
        new("foreign_address", "send with an address of somebody outside", (lab, patience) => SendAsync(lab, patience, Me, Foreign)),
        new("host_addresses", "find the host's addresses by ARP", (lab, patience) => AskAsync(lab, patience, MyAddress, Outside.Host)),
        new("arp_for_neighbour", "ask by ARP in a neighbour's name", (lab, patience) => AskAsync(lab, patience, NeighboursAddress, NetworkLab.Pool.Gateway)),
        new("router_advertisement", "pose as a router to the host", (lab, patience) => AdvertiseAsync(lab, patience, [134, 0, 0, 0, 64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0])),
        new("redirect", "lead the host's packets to itself", (lab, patience) => AdvertiseAsync(lab, patience, [137, 0, 0, 0, 0, 0, 0, 0, .. AddressPool.LinkLocal6.GetAddressBytes(), .. Outside.Public6.GetAddressBytes()])),
        new("dhcp_offer", "offer the host an address", OfferAsync),
        new("connection_flood", "take the host's table of connections", FloodAsync),
    ];

    /// <param name="serverNamespace">Where the service is; null for the host itself.</param>
    private static async Task<bool> ConnectAsync(NetworkLab lab, string? serverNamespace, IPAddress address)
    {
        using var listener = serverNamespace is null ? Listen() : await Outside.InsideAsync(serverNamespace, Listen);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return await lab.TryAsync(NetworkLab.One, address, port) == SocketError.Success;
    }

    private static TcpListener Listen()
    {
        var listener = TcpListener.Create(0);
        listener.Start();
        return listener;
    }

    /// <summary>Sends a forged datagram to somebody outside, who says whether it came.</summary>
    private static async Task<bool> SendAsync(NetworkLab lab, TimeSpan patience, PhysicalAddress hardware, IPAddress source)
    {
        using var receiver = await Outside.InsideAsync(Outside.Path, () => new UdpClient(0, AddressFamily.InterNetwork));
        var port = (ushort)((IPEndPoint)receiver.Client.LocalEndPoint!).Port;
        using var attacker = await Outside.InsideAsync(lab.NamespaceOf(NetworkLab.One), () => new PacketSocket());
        attacker.Send(Frames.Udp(hardware, Gateway, source, Outside.Public, 4000, port));
        return await ReceivesAsync(receiver, patience);
    }

    private static async Task<bool> AskAsync(NetworkLab lab, TimeSpan patience, IPAddress sender, IPAddress wanted)
    {
        using var attacker = await Outside.InsideAsync(lab.NamespaceOf(NetworkLab.One), () => new PacketSocket());
        attacker.Send(Frames.Arp(Me, sender, wanted));
        return await attacker.ReceivesAsync(frame => Frames.IsArpAnswer(frame, wanted), patience);
    }

    /// <summary>Sends a message of neighbour discovery; it has come through if the host's IPv6 sees it.</summary>
    private static async Task<bool> AdvertiseAsync(NetworkLab lab, TimeSpan patience, byte[] message)
    {
        using var host = new Socket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
        host.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        using var attacker = await Outside.InsideAsync(lab.NamespaceOf(NetworkLab.One), () => new PacketSocket());
        attacker.Send(Frames.Icmp6(Me, AddressPool.LinkLocal6, IPAddress.Parse("ff02::1"), message));
        using var deadline = new CancellationTokenSource(patience);
        var buffer = new byte[1500];
        try
        {
            while (true)
            {
                await host.ReceiveAsync(buffer, deadline.Token);
                if (buffer[0] == message[0])
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Begins as many connections as one may have, and more; it has come through if yet another one can be made. Then it is tried again, since some may get lost. Whatever
    /// it does, a neighbour and the host can still connect.
    /// </summary>
    private static async Task<bool> FloodAsync(NetworkLab lab, TimeSpan patience)
    {
        const int reserve = 4096;
        const int first = 1024;
        const int ports = 32768;
        const int passes = 3;
        const ushort discarded = 40000;
        using var receiver = await Outside.InsideAsync(Outside.Path, () => new UdpClient(0, AddressFamily.InterNetwork));
        var port = (ushort)((IPEndPoint)receiver.Client.LocalEndPoint!).Port;
        using var attacker = await Outside.InsideAsync(lab.NamespaceOf(NetworkLab.Three), () => new PacketSocket());
        var count = FirewallText.Connections() + reserve;
        var through = true;
        for (var pass = 0; pass < passes && through; pass++)
        {
            for (var number = 0; number < count; number++)
            {
                attacker.Send(From(NetworkLab.Three, (ushort)(first + (number % ports)), (ushort)(discarded + (number / ports))));
            }

            attacker.Send(From(NetworkLab.Three, (ushort)(first + ports + pass), port));
            through = await ReceivesAsync(receiver, patience);
        }

        using var neighbour = await Outside.InsideAsync(lab.NamespaceOf(NetworkLab.Two), () => new PacketSocket());
        neighbour.Send(From(NetworkLab.Two, first, port));
        (await ReceivesAsync(receiver, TimeSpan.FromSeconds(20))).ShouldBeTrue("a neighbour can still connect");
        using var host = new UdpClient(AddressFamily.InterNetwork);
        await host.SendAsync(new byte[1], new IPEndPoint(Outside.Public, port));
        (await ReceivesAsync(receiver, TimeSpan.FromSeconds(20))).ShouldBeTrue("the host can still connect");
        return through;
    }

    /// <summary>A frame from an environment to the outside.</summary>
    private static byte[] From(Slot slot, ushort source, ushort destination) => Frames.Udp(
        AddressPool.HardwareOf(slot), AddressPool.HostHardwareOf(slot), NetworkLab.Pool.AddressOf(slot), Outside.Public, source, destination);

    private static async Task<bool> OfferAsync(NetworkLab lab, TimeSpan patience)
    {
        // Not DHCP's own port: the host may have a client of its own there.
        using var client = new UdpClient(0, AddressFamily.InterNetwork);
        var port = (ushort)((IPEndPoint)client.Client.LocalEndPoint!).Port;
        using var attacker = await Outside.InsideAsync(lab.NamespaceOf(NetworkLab.One), () => new PacketSocket());
        attacker.Send(Frames.Udp(Me, PhysicalAddress.Parse("FF-FF-FF-FF-FF-FF"), MyAddress, IPAddress.Broadcast, 67, port));
        return await ReceivesAsync(client, patience);
    }

    private static async Task<bool> ReceivesAsync(UdpClient receiver, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await receiver.ReceiveAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
