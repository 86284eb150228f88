using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary><c>bothy shell</c> on a real terminal.</summary>
public sealed class ShellTests(SharedInstallation shared, SharedEnvironment environment) : IClassFixture<SharedEnvironment>
{
    private const string Shell = $"bothy shell {SharedEnvironment.Name}";

    /// <summary>Sets a prompt that the outside does not have; the quotes keep it from being found where it is typed.</summary>
    private const string Prompt = "PS1='in''side$ '";

    [Fact]
    public async Task Shell_Keys_SizeAndInterruptReachTheProgramInside()
    {
        await using var terminal = await OpenAsync(Shell);
        await terminal.TypeAsync("stty size", "Enter");
        await terminal.ShowsAsync("24 80");

        await terminal.ResizeAsync(100, 30);
        await terminal.TypeAsync("clear; stty size", "Enter");
        await terminal.ShowsAsync("30 100");

        // What is typed while a shell takes the terminal back may be lost, as on any terminal.
        await terminal.TypeAsync("clear; echo sleep''ing; sleep 1000", "Enter");
        await terminal.ShowsAsync("sleeping");
        await Installation.EventuallyAsync(
            async () =>
            {
                // The first may come while the shell is about to start what it shall end.
                await terminal.TypeAsync("C-c");
                return await terminal.ScreenAsync();
            },
            screen => screen.Contains("inside$", StringComparison.Ordinal), "the prompt is back");
        await terminal.TypeAsync("echo after $((6*7))", "Enter");
        await terminal.ShowsAsync("after 42");

        await terminal.TypeAsync("exit 7", "Enter");
        await terminal.ShowsAsync("outside$");
        await terminal.TypeAsync("echo code=$?; stty -a", "Enter");
        (await terminal.ShowsAsync(" iexten")).ShouldContain("code=7");
        (await terminal.ScreenAsync()).ShouldContain(" icanon");
    }

    [Fact]
    public async Task Shell_FullScreenProgram_DrawsAndGivesTheScreenBack()
    {
        await using var terminal = await OpenAsync(Shell);

        await terminal.TypeAsync("top", "Enter");
        await terminal.ShowsAsync("PID");
        await terminal.ShowsAsync("agent");
        await terminal.TypeAsync("q");
        await terminal.ShowsAsync("inside$");
        await terminal.TypeAsync("echo left $((40+2))", "Enter");

        await terminal.ShowsAsync("left 42");
    }

    [Fact]
    public async Task Shell_ServerKilled_GoesOnWhereItWas()
    {
        var bothy = shared.Get();
        await using var terminal = await OpenAsync(Shell);
        await terminal.TypeAsync("word=kept; echo $$ > ~/shell-pid", "Enter");
        await Installation.EventuallyAsync(
            () => bothy.ShellAsync(SharedEnvironment.Name, "cat ~/shell-pid 2>/dev/null || true"), pid => pid.Length > 0, "the shell has said its id");

        Daemons.Kill(bothy.Data, "server").ShouldBeTrue();
        await terminal.TypeAsync("echo $word $((50-8))", "Enter");

        await terminal.ShowsAsync("kept 42");
    }

    [Fact]
    public async Task Shell_Left_IsAttachedToAgain()
    {
        await using var terminal = await OpenAsync($"{Shell} --session mine");
        await terminal.TypeAsync("word=kept", "Enter");

        await terminal.TypeAsync("Enter", "~", ".");
        await terminal.ShowsAsync("bothy: you left the shell");
        await terminal.TypeAsync("clear", "Enter", $"until {Shell} --attach; do sleep 0.2; done", "Enter");
        await terminal.TypeAsync("Enter", "echo $word $((6*7))", "Enter");

        await terminal.ShowsAsync("kept 42");
    }

    [Fact]
    public async Task ExecWithTerminal_ProgramHasOne()
    {
        _ = environment;
        await using var terminal = await TerminalEmulator.StartAsync(
            shared.Get(), $"bothy exec -t {SharedEnvironment.Name} -- sh -c 'tty; stty size'; echo en''ded");

        var screen = await terminal.ShowsAsync("ended");

        screen.ShouldContain("/dev/pts/");
        screen.ShouldContain("24 80");
    }

    [Fact]
    public async Task Shell_WithoutTerminal_SaysWhatToUseInstead()
    {
        var shell = await shared.Get().RunAsync("shell", SharedEnvironment.Name);

        shell.Code.ShouldBe(2);
        shell.Errors.ShouldContain("bothy exec");
    }

    private async Task<TerminalEmulator> OpenAsync(string command)
    {
        var terminal = await TerminalEmulator.StartAsync(shared.Get(), command);
        try
        {
            await terminal.ShowsAsync("vscode@");
            await Installation.EventuallyAsync(
                async () =>
                {
                    await terminal.TypeAsync(Prompt, "Enter");
                    return await terminal.ScreenAsync();
                },
                screen => screen.Contains("inside$", StringComparison.Ordinal),
                "the shell inside answers");
            return terminal;
        }
        catch
        {
            await terminal.DisposeAsync();
            throw;
        }
    }
}
