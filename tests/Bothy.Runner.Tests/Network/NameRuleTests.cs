using System.Net;
using System.Net.Sockets;
using Bothy.Api.Environments;
using Bothy.Runner.Network;
using Bothy.Runner.Network.Names;
using Bothy.Runner.Tests.Network.Names;

namespace Bothy.Runner.Tests.Network;

/// <summary>Rules by name, with a resolver of the test's own: asked from inside, over the network that environments have.</summary>
[Collection(NetworkLab.Name)]
public sealed class NameRuleTests(NetworkLab lab) : IAsyncLifetime
{
    private static readonly IPAddress Anywhere = IPAddress.Parse("192.0.2.53");
    private readonly CancellationTokenSource stopping = new();
    private readonly FakeNameServer server = new();
    private ResolverSockets sockets = null!;
    private Task resolver = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        sockets = ResolverSockets.Open(NetworkLab.Pool.Gateway, Path.Combine(Path.GetTempPath(), "bothy-test-resolver-port"));
        await lab.StartAsync(sockets.Port);
        var rules = new NameRules(new UpstreamServers(() => [server.EndPoint], TimeProvider.System), lab.Firewall, address => !PrivateNetworks.Contain(address));
        resolver = new Resolver(sockets, lab.Names, rules, TimeProvider.System).RunAsync(stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await resolver.ContinueWith(_ => { }, TaskScheduler.Default);
        sockets.Dispose();
        server.Dispose();
        stopping.Dispose();
        File.Delete(Path.Combine(Path.GetTempPath(), "bothy-test-resolver-port"));
    }

    [Fact]
    public async Task AllowedName_OnceAsked_OpensItsAddressesOnly()
    {
        var port = await lab.Outside.ServeAsync();
        server.Names["www.example.org"] = [Outside.Public];
        server.Names["elsewhere.example.net"] = [Outside.OtherPublic];
        await ApplyAsync(new EgressRule { Name = "*.example.org" });

        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.HostUnreachable);
        (await AskAsync("www.example.org")).Addresses.ShouldBe([Outside.Public]);
        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.Success);
        (await AskAsync("elsewhere.example.net")).Code.ShouldBe((int)DnsResponseCode.Refused);
        (await lab.TryAsync(NetworkLab.One, Outside.OtherPublic, port)).ShouldBe(SocketError.HostUnreachable);
        server.Asked.ShouldNotContain("elsewhere.example.net");
    }

    [Fact]
    public async Task Answer_WithPrivateAddresses_KeepsThemBack()
    {
        server.Names["rebound.example.org"] = [IPAddress.Parse("169.254.169.254"), Outside.Private, Outside.Public];
        await ApplyAsync(new EgressRule { Name = "rebound.example.org" });

        (await AskAsync("rebound.example.org")).Addresses.ShouldBe([Outside.Public]);
    }

    [Fact]
    public async Task Name_WithPort_OpensThatPortOnly()
    {
        var (allowed, other) = (await lab.Outside.ServeAsync(), await lab.Outside.ServeAsync());
        server.Names["one.example.org"] = [Outside.Public];
        await ApplyAsync(new EgressRule { Name = "one.example.org", Ports = [new((ushort)allowed, (ushort)allowed)] });
        await AskAsync("one.example.org");

        (await lab.TryAsync(NetworkLab.One, Outside.Public, allowed)).ShouldBe(SocketError.Success);
        (await lab.TryAsync(NetworkLab.One, Outside.Public, other)).ShouldBe(SocketError.HostUnreachable);
    }

    [Fact]
    public async Task Restart_OfTheResolver_LeavesLearntAddresses()
    {
        var port = await lab.Outside.ServeAsync();
        server.Names["kept.example.org"] = [Outside.Public];
        var rule = new EgressRule { Name = "kept.example.org" };
        await ApplyAsync(rule);
        await AskAsync("kept.example.org");

        await lab.StartAsync(sockets.Port);
        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.Success);
        await ApplyAsync(rule);
        (await lab.TryAsync(NetworkLab.One, Outside.Public, port)).ShouldBe(SocketError.Success);
    }

    [Fact]
    public async Task Question_OverTcp_IsAnswered()
    {
        server.Names["tcp.example.org"] = [Outside.Public];
        await ApplyAsync(new EgressRule { Name = "tcp.example.org" });
        using var socket = await lab.ConnectAsync(NetworkLab.One, Anywhere, 53);
        await using var stream = new NetworkStream(socket);
        var (message, query) = Question("tcp.example.org");

        await DnsFraming.WriteAsync(stream, message, stopping.Token);
        var answer = DnsAnswer.Read(await DnsFraming.ReadAsync(stream, 4096, stopping.Token), query.Id, query)!;

        answer.Addresses.ShouldBe([Outside.Public]);
    }

    private async Task ApplyAsync(params EgressRule[] rules) =>
        await lab.Networks.EnsureAsync(NetworkLab.One, new NetworkPolicy(EgressSpec.Of(rules), 0), TestContext.Current.CancellationToken);

    /// <summary>Asks a server that does not exist: whatever one is asked, the resolver answers.</summary>
    private async Task<DnsAnswer> AskAsync(string name)
    {
        using var socket = await Outside.InsideAsync(lab.NamespaceOf(NetworkLab.One), () => new UdpClient(AddressFamily.InterNetwork));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var (message, query) = Question(name);
        await socket.SendAsync(message, new IPEndPoint(Anywhere, 53), deadline.Token);
        return DnsAnswer.Read((await socket.ReceiveAsync(deadline.Token)).Buffer, query.Id, query)!;
    }

    private static (byte[] Message, DnsQuery Query) Question(string name)
    {
        byte[] question = [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. System.Text.Encoding.ASCII.GetBytes(label)]), 0, 0, 1, 0, 1];
        var message = DnsMessageTests.Bytes("4242 0100 0001 0000 0000 0000").Concat(question).ToArray();
        return (message, DnsQuery.Read(message)!);
    }
}
