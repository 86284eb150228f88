using System.Collections.Concurrent;
using Bothy.Linux.Processes;

namespace Bothy.Runner.Machines;

/// <summary>Notices the end of machines without asking again and again.</summary>
internal sealed class MachineWatch : IDisposable
{
    private readonly ConcurrentDictionary<Guid, (ProcessIdentity Process, CancellationTokenSource Stop)> watched = new();

    /// <summary>Raised with the environment's id when its machine has ended.</summary>
    public event Action<Guid>? Ended;

    public void Watch(Guid id, ProcessIdentity process)
    {
        if (watched.TryGetValue(id, out var known) && known.Process == process)
        {
            return;
        }

        Forget(id);
        var stop = new CancellationTokenSource();
        watched[id] = (process, stop);
        _ = WaitAsync(id, process, stop.Token);
    }

    public void Forget(Guid id)
    {
        if (watched.TryRemove(id, out var known))
        {
            known.Stop.Cancel();
            known.Stop.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var id in watched.Keys)
        {
            Forget(id);
        }
    }

    private async Task WaitAsync(Guid id, ProcessIdentity process, CancellationToken stop)
    {
        try
        {
            await ProcessEnd.WaitAsync(process, stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        watched.TryRemove(id, out _);
        Ended?.Invoke(id);
    }
}
