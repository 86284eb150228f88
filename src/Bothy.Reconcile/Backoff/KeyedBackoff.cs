namespace Bothy.Reconcile.Backoff;

/// <summary>Counts each key's failures in a row and says how long it rests.</summary>
internal sealed class KeyedBackoff<TKey>(BackoffOptions options, Random random)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, int> _failures = [];

    /// <summary>Counts one more failure; returns how many there are now and the rest that follows.</summary>
    public (int Failures, TimeSpan Pause) Fail(TKey key)
    {
        lock (_gate)
        {
            var failures = _failures.GetValueOrDefault(key);
            failures = failures == int.MaxValue ? failures : failures + 1;
            _failures[key] = failures;
            return (failures, Pause(failures));
        }
    }

    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }

    private TimeSpan Pause(int failures)
    {
        var whole = Math.Min(options.First.TotalMilliseconds * Math.Pow(2, failures - 1), options.Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(whole * (1 - (options.Jitter * random.NextDouble())));
    }
}
