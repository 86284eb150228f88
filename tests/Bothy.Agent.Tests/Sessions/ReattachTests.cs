using System.Globalization;
using Bothy.Agent.Tests.Support;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;

namespace Bothy.Agent.Tests.Sessions;

/// <summary>Sessions belong to the agent: whoever loses the connection goes on at the offset where it was.</summary>
public sealed class ReattachTests(AgentBinary binary)
{
    private const int Cuts = 12;

    [Fact]
    public async Task Cut_WhileOutputFlows_NothingIsLostOrComesTwice()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var transport = new CuttableTransport(agent.Transport);
        await using var process = await StartAsync(transport, new ExecRequest { ShellCommand = "i=0; while [ $i -lt 60000 ]; do echo $i; i=$((i+1)); done; exit 3" });
        using var reader = new StreamReader(process.StandardOutput);

        for (var expected = 0; expected < 60000; expected++)
        {
            (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe(expected.ToString(CultureInfo.InvariantCulture));
            if (expected % (60000 / Cuts) == 100)
            {
                transport.Cut();
            }
        }

        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
        (await process.WaitAsync(TestContext.Current.CancellationToken)).Code.ShouldBe(3);
        transport.Connections.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Cut_WhileInputFlows_ArrivesOnceAndWhole()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var transport = new CuttableTransport(agent.Transport);
        await using var process = await StartAsync(transport, new ExecRequest { Arguments = ["sha256sum"] });
        var bytes = new byte[6 << 20];
        new Random(11).NextBytes(bytes);

        for (var at = 0; at < bytes.Length; at += bytes.Length / Cuts)
        {
            await process.StandardInput.WriteAsync(bytes.AsMemory(at, Math.Min(bytes.Length / Cuts, bytes.Length - at)), TestContext.Current.CancellationToken);
            transport.Cut();
        }

        await process.StandardInput.DisposeAsync();
        using var reader = new StreamReader(process.StandardOutput);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken))
            .ShouldStartWith(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }

    [Fact]
    public async Task Cut_BeforeTheEnd_ExitCodeIsToldAfterwards()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var transport = new CuttableTransport(agent.Transport);
        var mark = Path.Combine(agent.Directory, "go");
        await using var process = await StartAsync(transport, new ExecRequest { ShellCommand = $"until [ -e {mark} ]; do sleep 0.02; done; echo late; exit 5" });

        transport.Cut();
        await File.WriteAllTextAsync(mark, "", TestContext.Current.CancellationToken);

        var done = await CompletedExec.CompleteAsync(process);
        (done.Exit.Code, done.Output).ShouldBe((5, "late\n"));
    }

    [Fact]
    public async Task Attach_SecondClient_TakesOverFromTheOldestOutput()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        await using var first = await StartAsync(agent.Transport, new ExecRequest { Session = "shared", ShellCommand = "echo before; cat", Terminal = new TerminalSize(80, 24) });
        using var firstReader = new StreamReader(first.StandardOutput);
        (await firstReader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("before");

        await using var second = await agent.Client.AttachAsync("shared", new RemoteProcessOptions(), TestContext.Current.CancellationToken);

        using var secondReader = new StreamReader(second.StandardOutput);
        (await secondReader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("before");
        (await Should.ThrowAsync<AgentException>(() => first.WaitAsync(TestContext.Current.CancellationToken))).Reason.ShouldBe(AgentReason.TakenOver);
        await second.StandardInput.WriteAsync("mine\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await secondReader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("mine");
    }

    [Fact]
    public async Task Detach_RightAfterFlushedInput_ProcessHasIt()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var file = Path.Combine(agent.Directory, "typed");
        for (var round = 1; round <= 20; round++)
        {
            await using var process = await StartAsync(agent.Transport, new ExecRequest { ShellCommand = $"head -n 1 >> {file}" });
            await process.StandardInput.WriteAsync("line\n"u8.ToArray(), TestContext.Current.CancellationToken);
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        }

        await Deadline.UntilAsync(() => File.Exists(file) && File.ReadAllLines(file).Length == 20, "all of it has arrived");
    }

    [Fact]
    public async Task Attach_UnknownSession_IsRefused()
    {
        await using var agent = await RunningAgent.StartAsync(binary);

        var refused = await Should.ThrowAsync<AgentException>(
            () => agent.Client.AttachAsync("never-was", new RemoteProcessOptions(), TestContext.Current.CancellationToken));

        refused.Reason.ShouldBe(AgentReason.UnknownSession);
    }

    private static Task<RemoteProcess> StartAsync(Bothy.Api.Agents.Transports.IAgentTransport transport, ExecRequest request) =>
        new AgentClient(transport).ExecuteAsync(
            request with { Session = request.Session.Length > 0 ? request.Session : AgentClient.NewSessionId() },
            new RemoteProcessOptions(),
            TestContext.Current.CancellationToken);
}
