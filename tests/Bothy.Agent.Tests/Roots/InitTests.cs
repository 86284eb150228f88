using Bothy.Agent.Tests.Support;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Linux.Pidfds;

namespace Bothy.Agent.Tests.Roots;

/// <summary>The duties of process 1.</summary>
public sealed class InitTests(AgentBinary binary)
{
    private const string Zombies = "grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l";

    [Fact]
    public async Task Orphans_ThatEnd_AreReaped()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);

        // Each inner shell leaves a child behind, which becomes the agent's and ends at once.
        await agent.RunAsync("i=0; while [ $i -lt 100 ]; do (sleep 0 & exit 0); i=$((i+1)); done");

        await Deadline.UntilAsync(async () => (await agent.RunAsync($"busybox {Zombies.Replace(" | wc", " | busybox wc")}")).Output.Trim() == "0", "no orphan is left");
    }

    [Fact]
    public async Task SignalToAgent_ProcessesAreAskedToEndAndWaitedFor()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        await using var polite = await agent.ExecAsync(
            new ExecRequest { ShellCommand = "trap 'sleep 0.3; echo bye > /bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done" });
        await ReadLineAsync(polite);

        Bothy.Linux.Processes.Signals.Send(agent.HostProcessId, Bothy.Linux.Processes.Signals.Terminate);

        await agent.EndedAsync();
        (await File.ReadAllTextAsync(Path.Combine(agent.Root, "bye"), TestContext.Current.CancellationToken)).ShouldBe("bye\n");
    }

    [Fact]
    public async Task Shutdown_ProcessThatIgnoresIt_IsKilledAfterTheGrace()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        await using var stubborn = await agent.ExecAsync(new ExecRequest { ShellCommand = "trap '' TERM HUP; echo ready; while :; do sleep 0.05; done" });
        await ReadLineAsync(stubborn);

        await agent.Client.ShutDownAsync(new ShutdownRequest { GraceSeconds = 0.2 }, TestContext.Current.CancellationToken);

        await agent.EndedAsync();
    }

    [Fact]
    public async Task Signal_ToSession_ReachesItsWholeGroup()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);
        await using var process = await agent.ExecAsync(new ExecRequest
        {
            ShellCommand = "trap 'echo got usr1; wait; exit 9' USR1; (trap 'echo child too >&2; exit' USR1; echo ready; while :; do sleep 0.05; done) & while :; do sleep 0.05; done",
        });
        await ReadLineAsync(process);

        process.Signal(10);

        var done = await CompletedExec.CompleteAsync(process);
        done.Exit.Code.ShouldBe(9);
        done.Output.ShouldBe("got usr1\n");
        done.Error.ShouldContain("child too\n", Case.Sensitive, "besides what the shells say of the sleeps that end with it");
    }

    [Fact]
    public async Task Entrypoint_StartedOnce_RunsAsTheUserAndItsOutputIsKept()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox, """{"environment":{"MODE":"image"}}""");
        var request = new ExecRequest { Arguments = ["/bin/sh", "-c", "echo $MODE $(id -un); exec sleep 1000"], User = "dev" };

        var first = await agent.Client.StartEntrypointAsync(request, TestContext.Current.CancellationToken);
        var second = await agent.Client.StartEntrypointAsync(request, TestContext.Current.CancellationToken);

        first.Started.ShouldBeTrue();
        (second.Started, second.ProcessId, second.Exit).ShouldBe((false, first.ProcessId, null));
        await using (var attached = await agent.Client.AttachAsync(EntrypointState.SessionId, new RemoteProcessOptions(), TestContext.Current.CancellationToken))
        {
            (await ReadLineAsync(attached)).ShouldBe("image dev");
        }

        await agent.Client.SignalAsync(EntrypointState.SessionId, 15, TestContext.Current.CancellationToken);
        await Deadline.UntilAsync(
            async () => (await agent.Client.StartEntrypointAsync(request, TestContext.Current.CancellationToken)).Exit is { Signal: 15 }, "its end is told");
    }

    private static async Task<string?> ReadLineAsync(RemoteProcess process)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await process.StandardOutput.ReadAsync(one, TestContext.Current.CancellationToken) == 1 && one[0] != '\n')
        {
            line.Add(one[0]);
        }

        return System.Text.Encoding.UTF8.GetString([.. line]);
    }
}
