namespace Bothy.Reconcile.Backoff;

/// <summary>How long a failing key rests: doubling from <see cref="First"/> to <see cref="Longest"/>, shortened at random.</summary>
public sealed record BackoffOptions
{
    /// <summary>Rest after the first failure. Default 200 ms; more than zero.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest rest. Default 1 minute; at least <see cref="First"/>.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The share of a rest that is random, so that keys that failed together do not come back together. Default 0.5; 0 to 1.</summary>
    public double Jitter { get; init; } = 0.5;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(First, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Longest, First);
        ArgumentOutOfRangeException.ThrowIfNegative(Jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Jitter, 1);
    }
}
