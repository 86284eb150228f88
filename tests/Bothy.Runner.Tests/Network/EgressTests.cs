using System.Net.Sockets;
using Bothy.Api.Environments;
using Bothy.Runner.Network;

namespace Bothy.Runner.Tests.Network;

/// <summary>Policies made of rules, and changes of policy under running connections.</summary>
[Collection(NetworkLab.Name)]
public sealed class EgressTests(NetworkLab lab)
{
    private const double Soon = 20;
    private const double Moment = 1.5;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_CidrAndPort_AllowNothingElse()
    {
        var (allowed, other) = (await lab.Outside.ServeAsync(), await lab.Outside.ServeAsync());
        await ApplyAsync(new EgressRule { Cidr = Outside.Public.ToString(), Protocol = EgressProtocol.Tcp, Ports = [new((ushort)allowed, (ushort)allowed)] });

        (await lab.TryAsync(NetworkLab.One, Outside.Public, allowed)).ShouldBe(SocketError.Success);
        (await lab.TryAsync(NetworkLab.One, Outside.Public, other)).ShouldBe(SocketError.HostUnreachable);
        (await lab.TryAsync(NetworkLab.One, Outside.OtherPublic, allowed)).ShouldBe(SocketError.HostUnreachable);
        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W1", Outside.Public.ToString())).ShouldBeFalse();
    }

    [Theory]
    [InlineData("198.51.100.0/24", "198.51.100.2/32", "198.51.100.2", "198.51.101.0/24")]
    [InlineData("0.0.0.0/0", "::/0")]
    [InlineData("128.0.0.0/1")]
    [InlineData("198.51.100.2", "198.51.100.3", "198.51.100.4/30")]
    public async Task Rules_NetworksBesideAndWithinEachOther_AreAllowed(params string[] networks)
    {
        var port = await lab.Outside.ServeAsync();
        await ApplyAsync([.. networks.Select(network => new EgressRule { Cidr = network })]);

        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.Success);
        (await lab.TryAsync(NetworkLab.One, Outside.Private, port)).ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task Rules_Icmp_AllowPingOnly()
    {
        var port = await lab.Outside.ServeAsync();
        await ApplyAsync(new EgressRule { Cidr = "198.51.100.0/24", Protocol = EgressProtocol.Icmp });

        (await lab.RunAsync(NetworkLab.One, "ping", "-c1", "-W5", Outside.Public.ToString())).ShouldBeTrue();
        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task Rules_PrivateNetwork_StaysClosed()
    {
        var port = await lab.Outside.ServeAsync();
        await ApplyAsync(new EgressRule { Cidr = "10.0.0.0/8" });

        (await lab.TryAsync(NetworkLab.One, Outside.Private, port)).ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task Change_WhileConnected_CutsWhatIsNoLongerAllowedAndNothingElse()
    {
        var port = await lab.Outside.ServeAsync();
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        using var kept = await lab.ConnectAsync(NetworkLab.One, Outside.Public, port);
        using var cut = await lab.ConnectAsync(NetworkLab.One, Outside.OtherPublic, port);
        (await NetworkLab.EchoesAsync(kept, Soon)).ShouldBeTrue();
        (await NetworkLab.EchoesAsync(cut, Soon)).ShouldBeTrue();

        await ApplyAsync(new EgressRule { Cidr = "198.51.100.2/32" });

        (await NetworkLab.EchoesAsync(kept, Soon)).ShouldBeTrue();
        (await NetworkLab.EchoesAsync(cut, Moment)).ShouldBeFalse();
    }

    [Fact]
    public async Task Restart_OfTheRunner_LeavesConnectionsAndRules()
    {
        var port = await lab.Outside.ServeAsync();
        var rule = new EgressRule { Cidr = "198.51.100.2/32" };
        await ApplyAsync(rule);
        using var connection = await lab.ConnectAsync(NetworkLab.One, Outside.Public, port);

        await lab.StartAsync(resolverPort: 9);

        (await NetworkLab.EchoesAsync(connection, Soon)).ShouldBeTrue();
        (await lab.TryAsync(NetworkLab.One, Outside.OtherPublic, port)).ShouldBe(SocketError.HostUnreachable);
        await ApplyAsync(rule);
        (await NetworkLab.EchoesAsync(connection, Soon)).ShouldBeTrue();
        await lab.Networks.EnsureAsync(NetworkLab.One, new NetworkPolicy(EgressSpec.None, 0), cancellation);
        (await NetworkLab.EchoesAsync(connection, Moment)).ShouldBeFalse();
    }

    private Task ApplyAsync(params EgressRule[] rules) =>
        lab.Networks.EnsureAsync(NetworkLab.One, new NetworkPolicy(EgressSpec.Of(rules), 0), cancellation);
}
