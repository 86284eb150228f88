using System.Collections.Concurrent;
using Bothy.Api.Runners;

namespace Bothy.Server.Runners;

/// <summary>Which runners are alive. In memory only: after a restart of the server the next heartbeat tells.</summary>
internal sealed class Heartbeats(TimeProvider time)
{
    /// <summary>A runner is ready while its last heartbeat is younger.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Sign> _last = new();

    /// <summary>Raised when a runner's heartbeat makes it ready.</summary>
    public event Action<string>? BecameReady;

    public void Beat(string runner, RunnerHeartbeat heartbeat)
    {
        var wasReady = Find(runner).Ready;
        var now = time.GetTimestamp();
        _last.AddOrUpdate(
            runner,
            _ => new Sign(now, time.GetUtcNow(), heartbeat),
            (_, before) => new Sign(now, wasReady ? before.ReadySince : time.GetUtcNow(), heartbeat));
        if (!wasReady)
        {
            BecameReady?.Invoke(runner);
        }
    }

    public Liveness Find(string runner)
    {
        if (!_last.TryGetValue(runner, out var sign))
        {
            return new Liveness(false, null, null, null);
        }

        // The monotonic clock: a jump of the wall clock kills no runner.
        var age = time.GetElapsedTime(sign.Received);
        return age < Patience
            ? new Liveness(true, sign.ReadySince, age, sign.Heartbeat)
            : new Liveness(false, time.GetUtcNow() - (age - Patience), age, sign.Heartbeat);
    }

    private sealed record Sign(long Received, DateTimeOffset ReadySince, RunnerHeartbeat Heartbeat);
}
