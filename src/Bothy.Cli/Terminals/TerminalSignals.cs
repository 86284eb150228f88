using System.Runtime.InteropServices;
using Bothy.Linux.Terminals;

namespace Bothy.Cli.Terminals;

/// <summary>
/// Keeps a terminal's mode in step with the process's life: whatever ends or stops the process, the terminal is given back first.
/// The terminal's size is followed, too.
/// </summary>
internal sealed class TerminalSignals : IDisposable
{
    private readonly RawMode? raw;
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventHandler atExit;
    private readonly UnhandledExceptionEventHandler atCrash;

    public TerminalSignals(RawMode? raw, Action resized)
    {
        this.raw = raw;
        atExit = (_, _) => raw?.Restore();
        atCrash = (_, _) => raw?.Restore();
        AppDomain.CurrentDomain.ProcessExit += atExit;
        AppDomain.CurrentDomain.UnhandledException += atCrash;
        End(PosixSignal.SIGHUP, 1);
        End(PosixSignal.SIGINT, 2);
        End(PosixSignal.SIGQUIT, 3);
        End(PosixSignal.SIGTERM, 15);
        On(PosixSignal.SIGWINCH, _ => resized());
        On(PosixSignal.SIGTSTP, _ => raw?.Restore());
        On(PosixSignal.SIGCONT, _ =>
        {
            raw?.Resume();
            resized();
        });
    }

    /// <summary>Completes with the signal that was to end this process.</summary>
    public Task<int> Ended => ended.Task;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        AppDomain.CurrentDomain.ProcessExit -= atExit;
        AppDomain.CurrentDomain.UnhandledException -= atCrash;
    }

    private void End(PosixSignal signal, int number) => On(signal, context =>
    {
        raw?.Restore();
        context.Cancel = true;
        ended.TrySetResult(number);
    });

    private void On(PosixSignal signal, Action<PosixSignalContext> handle) => registrations.Add(PosixSignalRegistration.Create(signal, handle));
}
