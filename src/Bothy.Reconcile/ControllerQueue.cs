using Bothy.Reconcile.Queue;

namespace Bothy.Reconcile;

/// <summary>The keys that wait for a <see cref="Controller{TKey}"/>. Safe to use from any thread, before, during and after its run.</summary>
/// <remarks>Holds each key once however often it is enqueued, so it is bounded by the number of different keys.</remarks>
public sealed class ControllerQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly KeyedQueue<TKey> _keys;
    private readonly DelayQueue<TKey> _asked;
    private readonly DelayQueue<TKey> _retries;

    public ControllerQueue(TimeProvider time)
    {
        Time = time;
        _keys = new(time);
        _asked = new(time, Enqueue);
        _retries = new(time, Enqueue);
    }

    /// <summary>Keys that are ready and wait for a worker.</summary>
    public int ReadyCount => _keys.ReadyCount;

    /// <summary>Keys that wait for a time: delays asked for, requeues and backoffs.</summary>
    public int DelayedCount => _asked.Count + _retries.Count;

    internal TimeProvider Time { get; }

    /// <summary>Asks for a run of <paramref name="key"/> as soon as a worker is free, also when it waits out a backoff.</summary>
    /// <remarks>
    /// If the key is running, it runs once more afterwards. Since this cuts a backoff short, do not enqueue a key for changes that
    /// its own reconciler wrote: a failing one would then never rest.
    /// </remarks>
    public void Enqueue(TKey key) => _keys.Enqueue(key, Lane.Event);

    /// <summary>Asks for a run after <paramref name="delay"/>. Runs that happen earlier for other reasons do not take its place.</summary>
    /// <remarks>Of several delays for one key the earliest holds. A delay of zero or less is <see cref="Enqueue"/>.</remarks>
    public void EnqueueAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Enqueue(key);
        }
        else
        {
            _asked.Schedule(key, delay);
        }
    }

    /// <summary>Forgets all delays. Only after the controller's run has ended.</summary>
    public void Dispose()
    {
        _asked.Dispose();
        _retries.Dispose();
        _keys.Dispose();
    }

    /// <summary>Asks for a run when nothing more urgent is ready.</summary>
    internal void EnqueueInBackground(TKey key) => _keys.Enqueue(key, Lane.Background);

    internal async ValueTask<Taken<TKey>> TakeAsync(CancellationToken cancellationToken)
    {
        var taken = await _keys.TakeAsync(cancellationToken).ConfigureAwait(false);
        // This run decides anew about the next one.
        _retries.Cancel(taken.Key);
        return taken;
    }

    /// <summary>Ends a run; with a delay the key comes back after it unless another run comes first.</summary>
    internal void Complete(TKey key, TimeSpan? nextRun)
    {
        if (nextRun == TimeSpan.Zero)
        {
            Enqueue(key);
        }
        else if (nextRun is { } delay)
        {
            // Before the key is free: a run that starts meanwhile must find this entry to cancel it.
            _retries.Schedule(key, delay);
        }

        _keys.Complete(key);
    }
}
