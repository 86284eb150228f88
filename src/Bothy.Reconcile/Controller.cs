using Bothy.Reconcile.Backoff;
using Bothy.Reconcile.Observing;
using Bothy.Reconcile.Queue;

namespace Bothy.Reconcile;

/// <summary>Runs a reconciler for the keys of a queue: several keys at once, never one key twice at once.</summary>
public sealed class Controller<TKey>
    where TKey : notnull
{
    private readonly ControllerQueue<TKey> _queue;
    private readonly IReconciler<TKey> _reconciler;
    private readonly ControllerOptions<TKey> _options;
    private readonly IReconcileObserver<TKey> _observer;
    private readonly KeyedBackoff<TKey> _backoff;
    private int _running;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Controller(
        ControllerQueue<TKey> queue,
        IReconciler<TKey> reconciler,
        ControllerOptions<TKey>? options = null,
        IReconcileObserver<TKey>? observer = null,
        Random? random = null)
    {
        _options = options ?? new();
        _options.Validate();
        _queue = queue;
        _reconciler = reconciler;
        _observer = observer ?? new SilentObserver<TKey>();
        _backoff = new(_options.Backoff, random ?? Random.Shared);
    }

    /// <summary>Works until <paramref name="stop"/>: then takes no more keys, cancels what runs, and returns when all of it has ended.</summary>
    /// <remarks>A run that is cut short by the stop stays enqueued. The controller may be run again afterwards.</remarks>
    /// <exception cref="InvalidOperationException">It is running already.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("This controller is running already.");
        }

        try
        {
            await Loops.RunAsync(stop, [.. Enumerable.Repeat<Func<CancellationToken, Task>>(WorkAsync, _options.Workers), ResyncAsync]).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            Taken<TKey> taken;
            try
            {
                taken = await _queue.TakeAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            var started = _queue.Time.GetTimestamp();
            var report = await RunOneAsync(taken, stop).ConfigureAwait(false);
            _queue.Complete(taken.Key, report.NextRun);
            _observer.Finished(report with { Took = _queue.Time.GetElapsedTime(started) });
        }
    }

    private async Task<ReconcileReport<TKey>> RunOneAsync(Taken<TKey> taken, CancellationToken stop)
    {
        var report = new ReconcileReport<TKey>(taken.Key, ReconcileOutcome.Done, taken.Waited, TimeSpan.Zero, 0, null, null);
        try
        {
            var result = await _reconciler.ReconcileAsync(taken.Key, stop).ConfigureAwait(false);
            _backoff.Forget(taken.Key);
            return result.Delay is { } delay ? report with { Outcome = ReconcileOutcome.Requeued, NextRun = delay } : report;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return report with { Outcome = ReconcileOutcome.Stopped, NextRun = TimeSpan.Zero };
        }
        catch (TerminalException error)
        {
            _backoff.Forget(taken.Key);
            return report with { Outcome = ReconcileOutcome.Terminal, Failures = 1, Error = error };
        }
#pragma warning disable CA1031 // Whatever went wrong with one key, it is reported and tried again, and the other keys go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            var (failures, rest) = _backoff.Fail(taken.Key);
            return report with { Outcome = ReconcileOutcome.Failed, Failures = failures, NextRun = rest, Error = error };
        }
    }

    private async Task ResyncAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.ListKeys is null ? Timeout.InfiniteTimeSpan : _options.ResyncPeriod, _queue.Time, stop).ConfigureAwait(false);
                foreach (var key in await _options.ListKeys!(stop).ConfigureAwait(false))
                {
                    _queue.EnqueueInBackground(key);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A lister that fails once must not end the controller.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _observer.ResyncFailed(error);
            }
        }
    }
}
