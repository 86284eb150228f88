namespace Bothy.Reconcile.Queue;

/// <summary>Hands keys on when their time has come: one timer, no polling, one entry per key.</summary>
/// <remarks>Due times are monotonic timestamps, so that a jump of the wall clock neither stalls nor storms.</remarks>
internal sealed class DelayQueue<TKey> : IDisposable
    where TKey : notnull
{
    // A timer takes at most some 49 days; a longer delay is waited for in several steps.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<TKey> _due;
    private readonly ITimer _timer;
    private readonly Dictionary<TKey, DelayedKey<TKey>> _byKey = [];
    private readonly SortedSet<DelayedKey<TKey>> _byTime = new(DelayedKey<TKey>.ByTime);
    private long _sequence;
    private bool _disposed;

    public DelayQueue(TimeProvider time, Action<TKey> due)
    {
        _time = time;
        _due = due;
        _timer = time.CreateTimer(static state => ((DelayQueue<TKey>)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>Hands <paramref name="key"/> on after <paramref name="delay"/>; of several for one key the earliest holds.</summary>
    public void Schedule(TKey key, TimeSpan delay)
    {
        lock (_gate)
        {
            var due = _time.GetTimestamp() + ToTimestamps(delay);
            if (_byKey.TryGetValue(key, out var earlier))
            {
                if (earlier.Due <= due)
                {
                    return;
                }

                _byTime.Remove(earlier);
            }

            var entry = new DelayedKey<TKey>(key, due, _sequence++);
            _byKey[key] = entry;
            _byTime.Add(entry);
            if (_byTime.Min == entry)
            {
                SetTimer();
            }
        }
    }

    public void Cancel(TKey key)
    {
        lock (_gate)
        {
            // The timer stays as it is: at worst it fires once for nothing.
            if (_byKey.Remove(key, out var entry))
            {
                _byTime.Remove(entry);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    private void Fire()
    {
        List<TKey> due = [];
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            var now = _time.GetTimestamp();
            while (_byTime.Min is { } first && first.Due <= now)
            {
                _byTime.Remove(first);
                _byKey.Remove(first.Key);
                due.Add(first.Key);
            }

            SetTimer();
        }

        due.ForEach(_due);
    }

    private void SetTimer()
    {
        if (_disposed || _byTime.Min is not { } first)
        {
            return;
        }

        // Whole milliseconds, rounded up: a timer that fires early would only be set again.
        var left = Math.Max(0, _time.GetElapsedTime(_time.GetTimestamp(), first.Due).TotalMilliseconds);
        var wait = TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(left), LongestTimer.TotalMilliseconds));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private long ToTimestamps(TimeSpan delay) =>
        (long)Math.Clamp(delay.TotalSeconds * _time.TimestampFrequency, 0, long.MaxValue / 4);
}
