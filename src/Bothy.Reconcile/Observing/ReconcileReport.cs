namespace Bothy.Reconcile.Observing;

/// <summary>One finished run.</summary>
/// <param name="Key">The key that was run.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Waited">From ready to started.</param>
/// <param name="Took">From started to ended.</param>
/// <param name="Failures">Failures in a row, with this run; 0 when it did not fail.</param>
/// <param name="NextRun">When the key comes back by itself; null when it does not.</param>
/// <param name="Error">What the reconciler threw.</param>
public readonly record struct ReconcileReport<TKey>(
    TKey Key,
    ReconcileOutcome Outcome,
    TimeSpan Waited,
    TimeSpan Took,
    int Failures,
    TimeSpan? NextRun,
    Exception? Error)
    where TKey : notnull;
