using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Sessions;
using Bothy.Cli.Hosting;
using Bothy.Linux.Terminals;

namespace Bothy.Cli.Terminals;

/// <summary>Makes this terminal the one of a process inside, and gives it back however that ends.</summary>
internal sealed class TerminalSession(CliHost host)
{
    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(12);
    private static readonly TimeSpan DeliveryPatience = TimeSpan.FromSeconds(2);

    /// <summary>The terminal's size; 80 by 24 where it does not know.</summary>
    public static TerminalSize SizeNow() => (TerminalWindow.Of(1) ?? TerminalWindow.Of(0)) is { } window
        ? new TerminalSize(window.Columns, window.Rows)
        : new TerminalSize(80, 24);

    /// <param name="open">Starts the process or attaches to it.</param>
    /// <param name="name">The environment's, for messages.</param>
    public async Task<TerminalEnding> RunAsync(
        Func<RemoteProcessOptions, Task<RemoteProcess>> open, string name, CancellationToken cancellationToken)
    {
        var notice = new TerminalNotice(host, name);
        var options = new RemoteProcessOptions
        {
            GiveUpAfter = Patience,
            Time = host.Time,
            ConnectionLost = _ => notice.Begin(),
            ConnectionRestored = notice.End,
        };
        await using var process = await open(options);
        using var raw = RawMode.Enter(0);
        using var signals = new TerminalSignals(raw, () => process.Resize(SizeNow()));
        process.Resize(SizeNow());
        var keyboard = new Keyboard(host.InBytes);
        keyboard.SendTo(process.StandardInput);
        var showing = ShowAsync(process.StandardOutput, cancellationToken);
        var ending = await EndAsync(process, showing, keyboard, signals, cancellationToken);
        if (!ending.Left)
        {
            await showing;
        }

        notice.End();
        return ending;
    }

    private async Task<TerminalEnding> EndAsync(
        RemoteProcess process, Task showing, Keyboard keyboard, TerminalSignals signals, CancellationToken cancellationToken)
    {
        var exit = process.WaitAsync(cancellationToken);
        var first = await Task.WhenAny(exit, keyboard.Leaving, signals.Ended, showing);
        if (first == showing)
        {
            await showing;
            first = await Task.WhenAny(exit, keyboard.Leaving, signals.Ended);
        }

        if (first == keyboard.Leaving)
        {
            await DeliverAsync(process, cancellationToken);
            return new TerminalEnding(0, Left: true);
        }

        if (first == signals.Ended)
        {
            return new TerminalEnding(128 + await signals.Ended, Left: true);
        }

        return new TerminalEnding((await exit).ShellCode, Left: false);
    }

    /// <summary>What was typed before leaving is the session's; where the connection is lost just now, it has had its chance.</summary>
    private async Task DeliverAsync(RemoteProcess process, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(DeliveryPatience, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await process.StandardInput.FlushAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever leaves does not wait for longer.
        }
    }

    private async Task ShowAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            host.OutBytes.Write(buffer.AsSpan(0, count));
        }
    }
}
