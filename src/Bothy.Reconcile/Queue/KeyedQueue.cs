namespace Bothy.Reconcile.Queue;

/// <summary>First in, first out; each key at most once ready and at most once running.</summary>
/// <remarks>A key that is enqueued while it runs becomes ready once more when the run completes, so no wake-up is lost.</remarks>
internal sealed class KeyedQueue<TKey>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, QueueEntry<TKey>> _entries = [];
    private readonly LinkedList<TKey> _events = [];
    private readonly LinkedList<TKey> _background = [];
    private readonly SemaphoreSlim _ready = new(0);

    public int ReadyCount
    {
        get
        {
            lock (_gate)
            {
                return _events.Count + _background.Count;
            }
        }
    }

    public void Enqueue(TKey key, Lane lane)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                _entries.Add(key, entry = new(key));
            }

            if (!entry.Wanted)
            {
                entry.Wanted = true;
                entry.Lane = lane;
                if (!entry.Running)
                {
                    MakeReady(entry);
                }
            }
            else if (lane > entry.Lane)
            {
                Promote(entry, lane);
            }
        }
    }

    /// <summary>Waits for a ready key and marks it running. Each must be given back with <see cref="Complete"/>.</summary>
    public async ValueTask<Taken<TKey>> TakeAsync(CancellationToken cancellationToken)
    {
        // The semaphore counts exactly the ready keys, so whoever passes it finds one.
        await _ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var lane = _events.Count > 0 ? _events : _background;
            var entry = _entries[lane.First!.Value];
            lane.RemoveFirst();
            entry.Wanted = false;
            entry.Running = true;
            return new(entry.Node.Value, time.GetElapsedTime(entry.ReadySince));
        }
    }

    public void Complete(TKey key)
    {
        lock (_gate)
        {
            var entry = _entries[key];
            entry.Running = false;
            if (entry.Wanted)
            {
                MakeReady(entry);
            }
            else
            {
                _entries.Remove(key);
            }
        }
    }

    public void Dispose() => _ready.Dispose();

    private void MakeReady(QueueEntry<TKey> entry)
    {
        entry.ReadySince = time.GetTimestamp();
        ListOf(entry.Lane).AddLast(entry.Node);
        _ready.Release();
    }

    private void Promote(QueueEntry<TKey> entry, Lane lane)
    {
        if (!entry.Running)
        {
            ListOf(entry.Lane).Remove(entry.Node);
            ListOf(lane).AddLast(entry.Node);
        }

        entry.Lane = lane;
    }

    private LinkedList<TKey> ListOf(Lane lane) => lane == Lane.Event ? _events : _background;
}
