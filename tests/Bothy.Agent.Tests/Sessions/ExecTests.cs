using System.Security.Cryptography;
using Bothy.Agent.Tests.Support;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;

namespace Bothy.Agent.Tests.Sessions;

public sealed class ExecTests(AgentBinary binary)
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    public async Task Exec_ProcessExits_CodeIsReported(string command, int code)
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        (await agent.RunAsync(command)).Exit.ShouldBe(new ExitStatus(code, null));
    }

    [Fact]
    public async Task Exec_ProcessKillsItself_SignalIsReported()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var done = await agent.RunAsync("kill -9 $$");
        done.Exit.ShouldBe(new ExitStatus(null, 9));
        done.Exit.ShellCode.ShouldBe(137);
    }

    [Fact]
    public async Task Exec_BothStreams_StayApart()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var done = await agent.RunAsync("echo out; echo err >&2; echo out2");
        done.Output.ShouldBe("out\nout2\n");
        done.Error.ShouldBe("err\n");
    }

    [Fact]
    public async Task Exec_BinaryInput_ArrivesUnchanged()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var input = RandomNumberGenerator.GetBytes((1 << 20) + 17);
        var done = await agent.RunAsync("sha256sum", input);
        done.Output.ShouldStartWith(Convert.ToHexStringLower(SHA256.HashData(input)));
    }

    [Fact]
    public async Task Exec_BinaryEcho_ArrivesUnchanged()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var input = RandomNumberGenerator.GetBytes((5 << 20) + 1);
        var done = await agent.RunAsync("cat", input);
        done.OutputBytes.AsSpan().SequenceEqual(input).ShouldBeTrue();
    }

    [Fact]
    public async Task Exec_MissingProgram_Exits127WithReason()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var done = await CompletedExec.CompleteAsync(await agent.ExecAsync(new ExecRequest { Arguments = ["no-such-program"] }));
        done.Exit.Code.ShouldBe(127);
        done.Error.ShouldContain("'no-such-program': not found in PATH");
    }

    [Fact]
    public async Task Exec_FileThatIsNoProgram_Exits126WithReason()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var file = Path.Combine(agent.Directory, "text");
        await File.WriteAllTextAsync(file, "text", TestContext.Current.CancellationToken);
        var done = await CompletedExec.CompleteAsync(await agent.ExecAsync(new ExecRequest { Arguments = [file] }));
        done.Exit.Code.ShouldBe(126);
        done.Error.ShouldContain("not an executable file");
    }

    [Fact]
    public async Task Exec_ProgramOnRequestedPath_IsFound()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var tool = Path.Combine(agent.Directory, "tool");
        await File.WriteAllTextAsync(tool, "echo no interpreter line: $1", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var done = await CompletedExec.CompleteAsync(await agent.ExecAsync(new ExecRequest
        {
            Arguments = ["tool", "yes"],
            Environment = new Dictionary<string, string?> { ["PATH"] = $"/nowhere:{agent.Directory}" },
        }));
        done.Output.ShouldBe("no interpreter line: yes\n");
    }

    [Fact]
    public async Task Exec_MissingDirectory_StartsInRootAndSaysSo()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var done = await CompletedExec.CompleteAsync(
            await agent.ExecAsync(new ExecRequest { ShellCommand = "pwd", WorkingDirectory = "/no/such/place" }));
        done.Output.ShouldBe("/\n");
        done.Error.ShouldContain("cannot enter /no/such/place");
    }

    [Fact]
    public async Task Exec_Environment_IsMergedAndCleared()
    {
        await using var agent = await RunningAgent.StartAsync(binary, """{"environment":{"BASE":"base","GONE":"x","OVER":"old"},"unknown":[1]}""");
        var done = await CompletedExec.CompleteAsync(await agent.ExecAsync(new ExecRequest
        {
            ShellCommand = "echo \"$BASE-${GONE-unset}-$OVER-$NEW-$USER-$HOME-${BOTHY_AGENT_CONFIG-unset}\"",
            Environment = new Dictionary<string, string?> { ["GONE"] = null, ["OVER"] = "new", ["NEW"] = "ünïcode" },
        }));
        done.Output.ShouldBe("base-unset-new-ünïcode-root-/root-unset\n");
    }

    [Fact]
    public async Task Exec_ProcessState_IsClean()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var done = await agent.RunAsync("umask; ls -l /proc/self/fd | grep -c -- '->'; grep -E '^Sig(Blk|Ign)' /proc/self/status");
        var none = new string('0', 16);
        done.Output.ShouldBe($"0022\n4\nSigBlk:\t{none}\nSigIgn:\t{none}\n", "besides 0, 1 and 2, ls has the directory open");
    }

    [Fact]
    public async Task Exec_ReaderLeaves_WriterDiesOfBrokenPipe()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        (await agent.RunAsync("bash -c 'yes | head -1; echo ${PIPESTATUS[0]}'")).Output.ShouldBe("y\n141\n");
    }

    [Fact]
    public async Task Exec_UnknownUser_IsRefused()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var failure = await Should.ThrowAsync<AgentException>(() => agent.ExecAsync(new ExecRequest { ShellCommand = "true", User = "no-such-user" }));
        failure.Reason.ShouldBe(AgentReason.UnknownUser);
        failure.Message.ShouldContain("no-such-user");
    }

    [Fact]
    public async Task Exec_OtherUser_HasItsIdentity()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var done = await CompletedExec.CompleteAsync(await agent.ExecAsync(new ExecRequest { ShellCommand = "id -u; id -g; id -G; grep CapEff /proc/self/status", User = "12345:54321" }));
        done.Output.ShouldBe("12345\n54321\n54321 0\nCapEff:\t0000000000000000\n");
    }

    [Fact]
    public async Task Exec_BackgroundProcessHoldsOutput_SessionEndsAndItLives()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        var done = await agent.RunAsync("(sleep 3; echo late; echo alive > " + agent.Directory + "/mark) & echo early");
        done.Output.ShouldBe("early\n");
        await Deadline.UntilAsync(() => File.Exists(agent.Directory + "/mark"), "the background process got past its output");
    }

    [Fact]
    public async Task Exec_InvalidRequest_IsRefusedWithReason()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        foreach (var request in new[]
        {
            new ExecRequest { Session = "not/an id", ShellCommand = "true" },
            new ExecRequest { Arguments = [] },
            new ExecRequest { Arguments = ["a"], ShellCommand = "b" },
            new ExecRequest { Arguments = ["a\0b"] },
            new ExecRequest { ShellCommand = "true", WorkingDirectory = "relative" },
            new ExecRequest { ShellCommand = "true", DetachTimeoutSeconds = 0 },
            new ExecRequest { ShellCommand = "true", Terminal = new TerminalSize(0, 70000) },
        })
        {
            (await Should.ThrowAsync<AgentException>(() => agent.ExecAsync(request))).Reason.ShouldBe(AgentReason.InvalidRequest);
        }
    }
}
