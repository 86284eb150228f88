using System.Net.Sockets;
using Bothy.Api.Environments;
using Bothy.Linux.Tools;
using Bothy.Runner.Network;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Runner.Tests.Network;

/// <summary>Environments' networks as the kernel has them.</summary>
[Collection(NetworkLab.Name)]
public sealed class EnvironmentNetworksTests(NetworkLab lab)
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_Twice_IsOneNetworkThatReachesItsGateway()
    {
        var first = await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        var second = await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);

        second.ShouldBe(first);
        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W5", NetworkLab.Pool.Gateway.ToString())).ShouldBeTrue();
    }

    [Fact]
    public async Task Ensure_LinkLeadsElsewhere_IsMadeAnew()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        await lab.Networks.EnsureAsync(NetworkLab.Two, NetworkPolicy.Open, cancellation);
        (await lab.RunAsync(NetworkLab.One, "ip", "link", "set", "eth0", "netns", lab.NamespaceOf(NetworkLab.Two), "name", "lost")).ShouldBeTrue();
        (await lab.RunAsync(NetworkLab.Two, "ip", "link", "set", "lost", "up")).ShouldBeTrue();

        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);

        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W5", NetworkLab.Pool.Gateway.ToString())).ShouldBeTrue();
        (await lab.RunAsync(NetworkLab.Two, "ip", "link", "show", "lost")).ShouldBeFalse();
    }

    [Fact]
    public async Task Ensure_RightAfterRemoval_IsANetworkThatWorks()
    {
        for (var i = 0; i < 10; i++)
        {
            await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
            lab.Networks.Remove(NetworkLab.One);
        }

        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W5", NetworkLab.Pool.Gateway.ToString())).ShouldBeTrue();
    }

    [Fact]
    public async Task Uplink_AppearsLater_LetsRepliesIn()
    {
        var device = "/proc/sys/net/ipv4/conf/bothytest0/forwarding";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var time = new FakeTimeProvider();
        var following = Uplink.FollowAsync(version6: false, time, stop.Token);
        await File.WriteAllTextAsync(device, "0", cancellation);
        time.Advance(TimeSpan.FromMinutes(1));
        await Task.Delay(100, cancellation);
        (await File.ReadAllTextAsync(device, cancellation)).Trim().ShouldBe("0");

        string[] route = ["default", "via", Outside.Public.ToString(), "dev", "bothytest0", "metric", "4000000"];
        await Tool.RunAsync("ip", ["route", "add", .. route], null, cancellation);
        try
        {
            await NetworkLab.EventuallyAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromMinutes(1));
                    return File.ReadAllText(device).Trim() == "1";
                },
                "replies are let in");
        }
        finally
        {
            await Tool.RunAsync("ip", ["route", "delete", .. route], null, CancellationToken.None);
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(following);
    }

    [Fact]
    public async Task Open_Outside_IsReachedAndNothingPrivate()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        var port = await lab.Outside.ServeAsync();

        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.Success);
        (await lab.TryAsync(NetworkLab.One, Outside.Private, port)).ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task Open_OutsideInVersion6_IsReachedAndNothingPrivate()
    {
        Assert.SkipUnless(lab.Version6, "needs a host with a way out over IPv6");
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        var port = await lab.Outside.ServeAsync();

        (await lab.TryAsync(NetworkLab.One, Outside.Public6, port)).ShouldBe(SocketError.Success);
        (await lab.TryAsync(NetworkLab.One, Outside.Private6, port)).ShouldBeOneOf(SocketError.AccessDenied, SocketError.HostUnreachable);
    }

    [Fact]
    public async Task None_Outside_IsRefusedAtOnce()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, new NetworkPolicy(EgressSpec.None, 0), cancellation);
        var port = await lab.Outside.ServeAsync();

        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task TwoEnvironments_DoNotReachEachOther()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        var other = await lab.Networks.EnsureAsync(NetworkLab.Two, NetworkPolicy.Open, cancellation);

        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W1", other.Address.ToString())).ShouldBeFalse();
        if (other.Address6 is { } address6)
        {
            (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W1", address6.ToString())).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Host_Services_AreRefused()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        using var listener = TcpListener.Create(0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        (await lab.TryAsync(NetworkLab.One, NetworkLab.Pool.Gateway, port)).ShouldBe(SocketError.HostUnreachable);
        (await lab.TryAsync(NetworkLab.One, System.Net.IPAddress.Parse("198.51.100.1"), port)).ShouldBe(SocketError.HostUnreachable);
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Packets_WithAnothersAddress_AreDropped()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        await lab.RunAsync(NetworkLab.One, "ip", "address", "add", "10.229.225.99/32", "dev", "eth0");

        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W1", "-I", "10.229.225.99", NetworkLab.Pool.Gateway.ToString())).ShouldBeFalse();
        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W5", NetworkLab.Pool.Gateway.ToString())).ShouldBeTrue();
    }

    [Fact]
    public async Task Packets_FromAnotherHardwareAddress_AreDropped()
    {
        await lab.Networks.EnsureAsync(NetworkLab.Two, NetworkPolicy.Open, cancellation);
        await lab.RunAsync(NetworkLab.Two, "ip", "link", "set", "eth0", "address", "02:00:00:00:00:01");

        (await lab.RunAsync(NetworkLab.Two, "ping", "-c1", "-W1", NetworkLab.Pool.Gateway.ToString())).ShouldBeFalse();
        lab.Networks.Remove(NetworkLab.Two);
    }

    [Fact]
    public async Task Tables_RemovedByOthers_AreRestored()
    {
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        await lab.Networks.RemoveSharedAsync(cancellation);
        await lab.Networks.RestoreFirewallAsync(cancellation);
        var port = await lab.Outside.ServeAsync();

        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.Success);
        (await lab.TryAsync(NetworkLab.One, Outside.Private, port)).ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task Remove_WhateverThereIs_LeavesNothing()
    {
        var network = await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        lab.Networks.Remove(NetworkLab.One);
        lab.Networks.Remove(NetworkLab.One);

        await NetworkLab.EventuallyAsync(() => !Directory.Exists($"/sys/class/net/{network.Device}"), "the link is gone");
        lab.Networks.List().ShouldNotContain(NetworkLab.One);
        File.Exists(network.NetworkNamespace).ShouldBeFalse();
        (await Tool.RunAsync("nft", ["list", "ruleset"], null, cancellation)).ShouldNotContain(network.Device);
    }
}
