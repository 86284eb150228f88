using System.Net;
using System.Text;
using Bothy.Agent.Tests.Support;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Tests.Roots;

/// <summary>One static program is process 1 wherever there is a kernel: with glibc, with musl, without a C library, and without a file.</summary>
public sealed class AnyRootTests(AgentBinary binary)
{
    [Theory]
    [InlineData(RootKind.Empty)]
    [InlineData(RootKind.Busybox)]
    [InlineData(RootKind.Musl)]
    [InlineData(RootKind.Debian)]
    public async Task Agent_AnyRoot_IsProcessOneAndAnswers(RootKind kind)
    {
        await using var agent = await ContainedAgent.StartAsync(binary, kind);

        var information = await agent.Client.GetInformationAsync(TestContext.Current.CancellationToken);

        information.ProcessId.ShouldBe(1);
        (await agent.Client.ListPortsAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await agent.Client.GetActivityAsync(TestContext.Current.CancellationToken)).RunningSessions.ShouldBe(0);
    }

    [Theory]
    [InlineData(RootKind.Busybox, "dev", "1234\n2345 3456 4567\n/home/dev\n")]
    [InlineData(RootKind.Musl, "dev", "1234\n2345 3456 4567\n/home/dev\n")]
    [InlineData(RootKind.Debian, "games", "5\n60\n/usr/games\n")]
    public async Task Exec_User_HasIdentityOfTheImagesOwnFiles(RootKind kind, string user, string expected)
    {
        await using var agent = await ContainedAgent.StartAsync(binary, kind);

        var done = await agent.RunAsync(new ExecRequest { Arguments = ["sh", "-c", "id -u; id -G; echo $HOME"], User = user });

        done.Output.ShouldBe(expected, done.Error);
    }

    [Fact]
    public async Task Exec_ProgramOfMusl_RunsWithItsOwnLoaderAndNames()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Musl);

        (await agent.RunAsync(new ExecRequest { Arguments = ["probe"], User = "dev" })).Output.ShouldBe("musl dev dev tools deep pipe\n");
        var terminal = await agent.RunAsync(new ExecRequest { Arguments = ["probe"], User = "dev", Terminal = new(80, 24) });
        terminal.Output.ShouldBe("musl dev dev tools deep terminal\r\n");
    }

    [Fact]
    public async Task Exec_UserThatOnlyTheHostHas_IsRefused()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);

        var refused = await Should.ThrowAsync<Bothy.Api.Agents.AgentException>(() => agent.ExecAsync(new ExecRequest { ShellCommand = "true", User = "games" }));

        refused.Reason.ShouldBe(AgentReason.UnknownUser);
    }

    [Fact]
    public async Task Exec_EmptyRoot_SaysThereIsNoShell()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Empty);

        var refused = await Should.ThrowAsync<Bothy.Api.Agents.AgentException>(() => agent.ExecAsync(new ExecRequest { ShellCommand = "true" }));

        refused.Reason.ShouldBe(AgentReason.NoShell);
        refused.Message.ShouldContain("/bin/sh");
        (await agent.RunAsync(new ExecRequest { Arguments = ["/bin/anything"] })).Exit.Code.ShouldBe(127);
    }

    [Fact]
    public async Task Copy_EmptyRoot_ProgramIsCopiedInAndRunAndCopiedOut()
    {
        Assert.SkipUnless(File.Exists("/bin/busybox"), "needs busybox-static");
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Empty);
        var program = await File.ReadAllBytesAsync("/bin/busybox", TestContext.Current.CancellationToken);

        var copyIn = await agent.Client.CopyInAsync(
            new CopyRequest { Session = "in", Path = "/bin" }, new RemoteProcessOptions(), TestContext.Current.CancellationToken);
        (await CompletedExec.CompleteAsync(copyIn, Archives.Of(("busybox", program)))).Exit.Code.ShouldBe(0);

        (await agent.RunAsync(new ExecRequest { Arguments = ["/bin/busybox", "echo", "from nothing"] })).Output.ShouldBe("from nothing\n");
        var copyOut = await agent.Client.CopyOutAsync(
            new CopyRequest { Session = "out", Path = "/bin/busybox" }, new RemoteProcessOptions(), TestContext.Current.CancellationToken);
        Archives.Read((await CompletedExec.CompleteAsync(copyOut)).OutputBytes)["busybox"].ShouldBe(program);
    }

    [Theory]
    [InlineData(RootKind.Busybox)]
    [InlineData(RootKind.Musl)]
    public async Task Forward_LoopbackPort_IsListedWithItsProcessAndReached(RootKind kind)
    {
        await using var agent = await ContainedAgent.StartAsync(binary, kind);
        await using var server = await agent.ExecAsync(
            new ExecRequest { Arguments = ["httpd", "-f", "-p", "127.0.0.1:8123", "-h", "/etc"] });

        await Deadline.UntilAsync(
            async () => (await agent.Client.ListPortsAsync(TestContext.Current.CancellationToken)).Count > 0, "the port listens");

        var port = (await agent.Client.ListPortsAsync(TestContext.Current.CancellationToken)).Single();
        port.Port.ShouldBe(8123);
        port.Addresses.ShouldBe([IPAddress.Loopback.ToString()]);
        port.ProcessName.ShouldBe("httpd");
        port.ProcessId.ShouldNotBeNull();
        await using var stream = await agent.Client.ForwardAsync(new ForwardRequest { Port = 8123 }, TestContext.Current.CancellationToken);
        await stream.WriteAsync("GET /group HTTP/1.0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await stream.EndWritingAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("tools:x:3456");
        (await agent.Client.GetActivityAsync(TestContext.Current.CancellationToken)).LastForwardAt.ShouldNotBeNull();
    }
}
