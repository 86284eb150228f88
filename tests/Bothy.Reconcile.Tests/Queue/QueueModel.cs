namespace Bothy.Reconcile.Tests.Queue;

/// <summary>What a controller queue must do, written as plainly as possible: the oracle of the property test.</summary>
internal sealed class QueueModel
{
    private readonly List<string> _events = [];
    private readonly List<string> _background = [];
    private readonly Dictionary<string, bool> _wantedAgain = [];
    private readonly Dictionary<string, int> _asked = [];
    private readonly Dictionary<string, int> _retries = [];
    private int _now;

    public HashSet<string> Running { get; } = [];

    public int ReadyCount => _events.Count + _background.Count;

    public int DelayedCount => _asked.Count + _retries.Count;

    public void Enqueue(string key, bool isEvent)
    {
        if (Running.Contains(key))
        {
            _wantedAgain[key] = _wantedAgain.GetValueOrDefault(key) || isEvent;
        }
        else if (isEvent && !_events.Contains(key))
        {
            _background.Remove(key);
            _events.Add(key);
        }
        else if (!isEvent && !_events.Contains(key) && !_background.Contains(key))
        {
            _background.Add(key);
        }
    }

    public void EnqueueAfter(string key, int delay) => Earliest(_asked, key, delay);

    public string Take()
    {
        var list = _events.Count > 0 ? _events : _background;
        var key = list[0];
        list.RemoveAt(0);
        Running.Add(key).ShouldBeTrue();
        _retries.Remove(key);
        return key;
    }

    public void Complete(string key, int? nextRun)
    {
        if (nextRun is { } delay)
        {
            Earliest(_retries, key, delay);
        }

        Running.Remove(key).ShouldBeTrue();
        if (_wantedAgain.Remove(key, out var isEvent))
        {
            Enqueue(key, isEvent);
        }
    }

    /// <summary>A delay whose end is no other's: the order of equal times is nobody's promise.</summary>
    public int NextFreeDelay(int delay)
    {
        while (_asked.ContainsValue(_now + delay) || _retries.ContainsValue(_now + delay))
        {
            delay++;
        }

        return delay;
    }

    /// <summary>One second passes.</summary>
    public void Tick()
    {
        _now++;
        foreach (var delays in new[] { _asked, _retries })
        {
            foreach (var key in delays.Where(d => d.Value <= _now).Select(d => d.Key).ToList())
            {
                delays.Remove(key);
                Enqueue(key, isEvent: true);
            }
        }
    }

    private void Earliest(Dictionary<string, int> delays, string key, int delay) =>
        delays[key] = Math.Min(delays.GetValueOrDefault(key, int.MaxValue), _now + delay);
}
