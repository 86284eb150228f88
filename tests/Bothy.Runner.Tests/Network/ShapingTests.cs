using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bothy.Api.Environments;
using Bothy.Linux.Links;
using Bothy.Linux.Netlink;
using Bothy.Linux.Tools;
using Bothy.Runner.Network;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Tests.Network;

/// <summary>Ceilings and shares of bandwidth, measured over what the echo outside sends back.</summary>
[Collection(NetworkLab.Name)]
public sealed class ShapingTests(NetworkLab lab)
{
    private const int Megabyte = 1 << 20;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ceiling_IsKeptAndCanBeLifted()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, new NetworkPolicy(EgressSpec.Open, Megabyte), cancellation);
        var port = await lab.Outside.ServeAsync();
        var limited = await TransferAsync(NetworkLab.One, port);
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        var free = await TransferAsync(NetworkLab.One, port);

        // Three seconds, less what goes at once as a burst.
        limited.ShouldBeGreaterThan(1.8);
        free.ShouldBeLessThan(limited / 1.5);
    }

    [Fact]
    public async Task Uplink_KnownAndWantedByTwo_IsSharedEqually()
    {
        var network = await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        var other = await lab.Networks.EnsureAsync(NetworkLab.Two, NetworkPolicy.Open, cancellation);
        var shaping = new Shaping(lab.Installation, NetworkLab.Pool, new NetworkConfiguration { UplinkBytesPerSecond = 2 * Megabyte });
        shaping.Apply(NetworkLab.One, network.Device, 0);
        shaping.Apply(NetworkLab.Two, other.Device, 0);
        var port = await lab.Outside.ServeAsync();

        var times = await Task.WhenAll(TransferAsync(NetworkLab.One, port), TransferAsync(NetworkLab.Two, port));
        lab.Networks.Remove(NetworkLab.One);
        lab.Networks.Remove(NetworkLab.Two);

        times.Min().ShouldBeGreaterThan(1.5);
        (times.Max() / times.Min()).ShouldBeLessThan(2);
    }

    [Fact]
    public async Task Ceiling_LinkMadeAnew_IsPutInForceAgain()
    {
        var policy = new NetworkPolicy(EgressSpec.Open, Megabyte);
        await lab.Networks.EnsureAsync(NetworkLab.One, policy, cancellation);
        (await lab.RunAsync(NetworkLab.One, "ip", "link", "delete", "eth0")).ShouldBeTrue();
        var network = await lab.Networks.EnsureAsync(NetworkLab.One, policy, cancellation);

        (await Tool.RunAsync("tc", ["filter", "show", "dev", network.Device, "ingress"], null, cancellation)).ShouldContain("mirred");
        lab.Networks.ApplyCeiling(NetworkLab.One, 0);
    }

    [Fact]
    public async Task Upload_ClaimsANeighboursAddress_IsNotCountedAgainstIt()
    {
        // What other tests left unsaid in these networks goes with them.
        lab.Networks.Remove(NetworkLab.One);
        lab.Networks.Remove(NetworkLab.Two);
        var policy = new NetworkPolicy(EgressSpec.Open, Megabyte);
        var victim = await lab.Networks.EnsureAsync(NetworkLab.One, policy, cancellation);
        var other = await lab.Networks.EnsureAsync(NetworkLab.Two, policy, cancellation);
        var before = await SentOfAsync(NetworkLab.One);
        await ClaimAsync(NetworkLab.Two, victim.Address, Outside.Public);
        if (victim.Address6 is { } address6)
        {
            await ClaimAsync(NetworkLab.Two, address6, Outside.Public6);
        }

        (await SentOfAsync(NetworkLab.One)).ShouldBe(before);

        // What is not claimed falsely is counted.
        var own = await SentOfAsync(NetworkLab.Two);
        (await lab.RunAsync(NetworkLab.Two, "ping", "-q", "-c1", "-W5", Outside.Public.ToString())).ShouldBeTrue();
        (await SentOfAsync(NetworkLab.Two)).ShouldBeGreaterThan(own);
        if (other.Address6 is not null)
        {
            own = await SentOfAsync(NetworkLab.Two);
            (await lab.RunAsync(NetworkLab.Two, "ping", "-q", "-c1", "-W5", Outside.Public6.ToString())).ShouldBeTrue();
            (await SentOfAsync(NetworkLab.Two)).ShouldBeGreaterThan(own);
        }

        lab.Networks.Remove(NetworkLab.One);
        lab.Networks.Remove(NetworkLab.Two);
    }

    [Fact]
    public async Task Upload_FramesWithTags_ArePaidForOrLost()
    {
        var network = await lab.Networks.EnsureAsync(NetworkLab.One, new NetworkPolicy(EgressSpec.Open, Megabyte), cancellation);
        using var receiver = await Outside.InsideAsync(Outside.Path, () => new UdpClient(new IPEndPoint(Outside.Public, 0)));
        var port = ((IPEndPoint)receiver.Client.LocalEndPoint!).Port;

        // The kernel takes off tags of no network (IEEE 802.1Q, 6.9.1), and what is left may pass.
        byte[] once = [0x81, 0, 0, 0];
        byte[] twice = [0x88, 0xA8, 0, 0, 0x81, 0, 0, 0];
        var before = await SentOfAsync(NetworkLab.One);
        await SendFrameAsync(network, once, port, "once");
        (await receiver.ReceiveAsync(cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), cancellation)).Buffer.ShouldBe("once"u8.ToArray());
        (await SentOfAsync(NetworkLab.One)).ShouldBeGreaterThan(before);

        await SendFrameAsync(network, twice, port, "twice");
        await SendFrameAsync(network, [], port, "after");
        (await receiver.ReceiveAsync(cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), cancellation)).Buffer.ShouldBe("after"u8.ToArray());
        lab.Networks.ApplyCeiling(NetworkLab.One, 0);
    }

    [Fact]
    public async Task Ceiling_LinkIsGone_WaitsForTheNextOne()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, new NetworkPolicy(EgressSpec.Open, Megabyte), cancellation);
        (await lab.RunAsync(NetworkLab.One, "ip", "link", "delete", "eth0")).ShouldBeTrue();

        lab.Networks.ApplyCeiling(NetworkLab.One, 2 * Megabyte);
    }

    /// <summary>Sends a UDP packet from inside in a frame with tags.</summary>
    private static async Task SendFrameAsync(EnvironmentNetwork network, byte[] tags, int port, string text)
    {
        var payload = Encoding.ASCII.GetBytes(text);
        byte[] udp = [0x30, 0x39, (byte)(port >> 8), (byte)port, 0, (byte)(8 + payload.Length), 0, 0, .. payload];
        byte[] header = [0x45, 0, 0, (byte)(20 + udp.Length), 0, 0, 0, 0, 64, 17, 0, 0, .. network.Address.GetAddressBytes(), .. Outside.Public.GetAddressBytes()];
        var sum = Enumerable.Range(0, 10).Sum(i => (header[2 * i] << 8) | header[(2 * i) + 1]);
        sum = (sum & 0xFFFF) + (sum >> 16);
        (header[10], header[11]) = ((byte)(~sum >> 8), (byte)~sum);
        byte[] frame = [.. AddressPool.HostHardwareOf(network.Slot).GetAddressBytes(), .. network.Hardware.GetAddressBytes(), .. tags, 0x08, 0, .. header, .. udp];
        using var socket = await Outside.InsideAsync(network.NetworkNamespace, () =>
        {
            using var inside = NetlinkSocket.Open(NetlinkSocket.Route);
            var raw = new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)0);
            raw.Bind(new LinkEndPoint(inside.FindLink("eth0")));
            return raw;
        });
        (await socket.SendAsync(frame)).ShouldBe(frame.Length);
    }

    /// <summary>A device by its index (struct sockaddr_ll).</summary>
    private sealed class LinkEndPoint(int device) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BitConverter.TryWriteBytes(address.Buffer.Span[4..], device);
            return address;
        }
    }

    private async Task ClaimAsync(Slot slot, IPAddress address, IPAddress target)
    {
        string[] claim = [address.ToString(), "dev", "eth0"];
        (await lab.RunAsync(slot, ["ip", "address", "add", .. claim, "nodad"])).ShouldBeTrue();
        (await lab.RunAsync(slot, "ping", "-q", "-c5", "-i0.05", "-W1", "-I", address.ToString(), target.ToString())).ShouldBeFalse();
        (await lab.RunAsync(slot, ["ip", "address", "delete", .. claim])).ShouldBeTrue();
    }

    /// <summary>Bytes that an environment's class has sent upwards.</summary>
    private async Task<long> SentOfAsync(Slot slot)
    {
        var classes = await Tool.RunAsync("tc", ["-s", "class", "show", "dev", lab.Installation.ShapingDevicePrefix + "up"], null, cancellation);
        var own = classes.Split($"class htb 1:{0x1000 | slot.Number:x} ")[1];
        return long.Parse(own.Split("Sent ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds until three megabytes have gone out and come back.</summary>
    private async Task<double> TransferAsync(Slot slot, int port)
    {
        const int bytes = 3 * Megabyte;
        using var socket = await lab.ConnectAsync(slot, Outside.Public, port);
        await using var stream = new NetworkStream(socket);
        var began = Stopwatch.GetTimestamp();
        var sending = stream.WriteAsync(new byte[bytes], cancellation);
        await stream.ReadExactlyAsync(new byte[bytes], cancellation);
        await sending;
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
