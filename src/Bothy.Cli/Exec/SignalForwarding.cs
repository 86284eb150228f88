using System.Runtime.InteropServices;
using Bothy.Api.Agents.Client;

namespace Bothy.Cli.Exec;

/// <summary>Passes the signals that this process gets on to the one inside. Without a connection, SIGINT and its like end the waiting instead.</summary>
internal sealed class SignalForwarding : IDisposable
{
    // signal(7), the numbers of x86-64 and arm64.
    private static readonly int[] Numbers = [1, 2, 3, 10, 12, 15];

    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly TaskCompletionSource abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OutageNotice outage;
    private volatile RemoteProcess? process;

    public SignalForwarding(OutageNotice outage)
    {
        this.outage = outage;
        foreach (var number in Numbers)
        {
            registrations.Add(PosixSignalRegistration.Create(Signal(number), context => Forward(context, number)));
        }
    }

    /// <summary>Completes when the user gives up on a lost connection.</summary>
    public Task Abandoned => abandoned.Task;

    /// <summary>From now on signals go there; before, they end this process as they would without a handler.</summary>
    public void To(RemoteProcess target) => process = target;

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void Forward(PosixSignalContext context, int number)
    {
        if (process is not { } target)
        {
            return;
        }

        context.Cancel = true;
        target.Signal(number);
        if (outage.IsOut && number is 1 or 2 or 15)
        {
            abandoned.TrySetResult();
        }
    }

    private static PosixSignal Signal(int number) => number switch
    {
        1 => PosixSignal.SIGHUP,
        2 => PosixSignal.SIGINT,
        3 => PosixSignal.SIGQUIT,
        15 => PosixSignal.SIGTERM,
        _ => (PosixSignal)number,
    };
}
