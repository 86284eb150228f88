namespace Bothy.EndToEnd.Tests.Support;

/// <summary>A real terminal with a screen (tmux), in which a command runs.</summary>
internal sealed class TerminalEmulator : IAsyncDisposable
{
    private const string Pane = "screen";
    private readonly string server = $"bothy-test-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";

    private TerminalEmulator()
    {
    }

    /// <summary>Opens a terminal of 80 columns and 24 rows that stays after the command, and types it in.</summary>
    public static async Task<TerminalEmulator> StartAsync(Installation bothy, string command)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/tmux"), "needs tmux");
        var terminal = new TerminalEmulator();
        var program = $"env BOTHY_DATA={bothy.Data} PS1='outside$ ' PATH={Product.Binaries}:/usr/bin:/bin sh -i";
        try
        {
            await terminal.TmuxAsync("-f", "/dev/null", "new-session", "-d", "-s", Pane, "-x", "80", "-y", "24", program);
            await terminal.ShowsAsync("outside$");
            await terminal.TypeAsync(command, "Enter");
            return terminal;
        }
        catch
        {
            // Nobody else ends what goes on behind.
            await terminal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Types text, or a key by its name as in <c>C-c</c>, <c>Enter</c>.</summary>
    public async Task TypeAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            await TmuxAsync("send-keys", "-t", Pane, key);
        }
    }

    public Task ResizeAsync(int columns, int rows) => TmuxAsync("resize-window", "-t", Pane, "-x", $"{columns}", "-y", $"{rows}");

    /// <summary>What is on the screen now.</summary>
    public Task<string> ScreenAsync() => TmuxAsync("capture-pane", "-p", "-t", Pane);

    /// <summary>Waits until the text is on the screen, and returns the screen.</summary>
    public Task<string> ShowsAsync(string text) =>
        Installation.EventuallyAsync(ScreenAsync, screen => screen.Contains(text, StringComparison.Ordinal), $"'{text}' on the screen");

    public async ValueTask DisposeAsync() => await Command.RunAsync("tmux", ["-L", server, "kill-server"]);

    private async Task<string> TmuxAsync(params string[] arguments) =>
        (await Command.RunAsync("tmux", ["-L", server, .. arguments])).Succeeded().Output;
}
