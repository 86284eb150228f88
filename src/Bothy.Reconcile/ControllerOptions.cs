using Bothy.Reconcile.Backoff;

namespace Bothy.Reconcile;

/// <summary>How a <see cref="Controller{TKey}"/> works through its keys.</summary>
public sealed record ControllerOptions<TKey>
    where TKey : notnull
{
    /// <summary>How many different keys run at once. Default 4; at least 1.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>How long failing keys rest.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>How often all keys are looked at again, behind what is more urgent. Default 10 minutes.</summary>
    public TimeSpan ResyncPeriod { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Lists the keys for a resync; null (the default) for none. What it throws is reported and tried again after the next period.</summary>
    public Func<CancellationToken, Task<IReadOnlyCollection<TKey>>>? ListKeys { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ResyncPeriod, TimeSpan.Zero);
        Backoff.Validate();
    }
}
