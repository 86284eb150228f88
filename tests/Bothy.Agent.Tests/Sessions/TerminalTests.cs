using System.Text;
using Bothy.Agent.Tests.Support;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;

namespace Bothy.Agent.Tests.Sessions;

public sealed class TerminalTests(AgentBinary binary)
{
    [Fact]
    public async Task Terminal_Size_IsAsAskedForAndFollows()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        await using var process = await agent.ExecAsync(new ExecRequest
        {
            ShellCommand = "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.02; done",
            Terminal = new TerminalSize(101, 33),
        });
        using var reader = new StreamReader(process.StandardOutput);
        (await ReadLineAsync(reader)).ShouldBe("33 101");

        process.Resize(new TerminalSize(132, 50));

        (await ReadLineAsync(reader)).ShouldBe("50 132");
    }

    [Fact]
    public async Task Terminal_InterruptCharacter_EndsTheForegroundProgramOnly()
    {
        await using var agent = await RunningAgent.StartAsync(binary);
        await using var process = await agent.ExecAsync(new ExecRequest { Arguments = ["sh", "-i"], Terminal = new TerminalSize(80, 24) });
        await TypeAsync(process, "PS1=; stty -echo\n");
        await TypeAsync(process, "echo sleeping; sleep 1000; echo code $?\n");
        using var reader = new StreamReader(process.StandardOutput);
        await UntilLineAsync(reader, "sleeping");

        // Again and again: the shell keeps an interrupt for itself that comes while it starts the program.
        using var answered = new CancellationTokenSource();
        var interrupting = RepeatAsync(() => TypeAsync(process, "\u0003echo still here $((6*7))\n"), answered.Token);
        await UntilLineAsync(reader, "still here 42");
        await answered.CancelAsync();
        await interrupting;
        await TypeAsync(process, "\u0004");
        (await process.WaitAsync(TestContext.Current.CancellationToken)).Signal.ShouldBeNull();
    }

    [Fact]
    public async Task Terminal_User_OwnsIt()
    {
        await using var agent = await ContainedAgent.StartAsync(binary, RootKind.Busybox);

        var done = await agent.RunAsync(new ExecRequest
        {
            Arguments = ["sh", "-c", "stat -c '%u %a' $(busybox tty); echo direct > $(busybox tty)"],
            User = "dev",
            Terminal = new TerminalSize(80, 24),
        });

        done.Output.ShouldStartWith("1234 620");
        done.Output.ShouldContain("direct");
    }

    private static async Task TypeAsync(RemoteProcess process, string keys) =>
        await process.StandardInput.WriteAsync(Encoding.UTF8.GetBytes(keys), TestContext.Current.CancellationToken);

    private static async Task RepeatAsync(Func<Task> act, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await act();
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), until));
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader reader) =>
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30)))?.TrimEnd('\r');

    private static async Task UntilLineAsync(StreamReader reader, string wanted)
    {
        var seen = new List<string>();
        while (await ReadLineAsync(reader) is { } line)
        {
            seen.Add(line);
            if (line.EndsWith(wanted, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"'{wanted}' never came: {string.Join('\n', seen)}");
    }
}
