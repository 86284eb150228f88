using System.Text;
using Bothy.Agent.Tests.Support;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Tests.Ports;

public sealed class PortTests(AgentBinary binary)
{
    [Fact]
    public async Task Watch_PortOpensAndCloses_BothAreTold()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(30));
        await using var watch = agent.Client.WatchPortsAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.ShouldBeEmpty();

        await using var server = await agent.ExecAsync(new ExecRequest { Arguments = ["httpd", "-f", "-p", "8080", "-h", "/etc"] });
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.Single().Port.ShouldBe(8080);

        server.Signal(9);
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.ShouldBeEmpty();
    }

    [Fact]
    public async Task Forward_IPv6Loopback_IsReachedToo()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        await using var server = await agent.ExecAsync(new ExecRequest { Arguments = ["httpd", "-f", "-p", "[::1]:8081", "-h", "/etc"] });
        await Deadline.UntilAsync(async () => (await agent.Client.ListPortsAsync(TestContext.Current.CancellationToken)).Count > 0, "the port listens");

        await using var stream = await agent.Client.ForwardAsync(new ForwardRequest { Port = 8081 }, TestContext.Current.CancellationToken);

        await stream.WriteAsync("GET /passwd HTTP/1.0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("dev:x:1234");
    }

    [Fact]
    public async Task Forward_NothingListens_IsRefused()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Empty);

        var refused = await Should.ThrowAsync<AgentException>(
            () => agent.Client.ForwardAsync(new ForwardRequest { Port = 9 }, TestContext.Current.CancellationToken));

        refused.Reason.ShouldBe(AgentReason.ConnectFailed);
    }

    [Fact]
    public async Task Activity_WhatHappens_IsNoted()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        var before = await agent.Client.GetActivityAsync(TestContext.Current.CancellationToken);
        (before.LastExecAt, before.LastInputAt, before.LastOutputAt, before.LastForwardAt).ShouldBe((null, null, null, null));

        await using var process = await agent.ExecAsync(new ExecRequest { Arguments = ["cat"] });
        await process.StandardInput.WriteAsync("typed\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(process.StandardOutput);
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("typed");

        var after = await agent.Client.GetActivityAsync(TestContext.Current.CancellationToken);
        (after.RunningSessions, after.AttachedSessions).ShouldBe((1, 1));
        foreach (var at in (DateTimeOffset?[])[after.LastExecAt, after.LastInputAt, after.LastOutputAt])
        {
            (DateTimeOffset.UtcNow - at.ShouldNotBeNull()).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        }
    }
}
