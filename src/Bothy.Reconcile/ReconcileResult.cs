namespace Bothy.Reconcile;

/// <summary>What a run that did not fail asks for: nothing, or another run after a while.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? delay) => Delay = delay;

    /// <summary>Nothing left to do until the key is enqueued again.</summary>
    public static ReconcileResult Done => default;

    /// <summary>How long to wait before the next run; null when none is asked for.</summary>
    public TimeSpan? Delay { get; }

    /// <summary>Run the key again after <paramref name="delay"/>, or earlier if it is enqueued. Zero means at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public static ReconcileResult RequeueAfter(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new(delay);
    }
}
