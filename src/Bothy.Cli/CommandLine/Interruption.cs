using System.Runtime.InteropServices;

namespace Bothy.Cli.CommandLine;

/// <summary>Cancels a command at the first SIGINT, SIGTERM or SIGHUP; the second of them ends the process as if nobody had listened.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int number;

    public Interruption()
    {
        Listen(PosixSignal.SIGINT, 2);
        Listen(PosixSignal.SIGTERM, 15);
        Listen(PosixSignal.SIGHUP, 1);
    }

    /// <summary>The action's exit code, or 128 and the signal's number where the signal ended it.</summary>
    public async Task<int> RunAsync(Func<CancellationToken, Task<int>> action)
    {
        try
        {
            return await action(source.Token);
        }
        catch (OperationCanceledException) when (number != 0)
        {
            return 128 + number;
        }
    }

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void Listen(PosixSignal signal, int signalNumber) => registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        if (Interlocked.CompareExchange(ref number, signalNumber, 0) == 0)
        {
            context.Cancel = true;
            source.Cancel();
        }
    }));
}
