namespace Bothy.Reconcile.Observing;

/// <summary>How a run ended.</summary>
public enum ReconcileOutcome
{
    /// <summary>Nothing left to do.</summary>
    Done,

    /// <summary>The reconciler asked for another run after a while.</summary>
    Requeued,

    /// <summary>It failed and is tried again after a backoff.</summary>
    Failed,

    /// <summary>It failed and trying again will not help.</summary>
    Terminal,

    /// <summary>The controller was stopped; the key stays enqueued for its next run.</summary>
    Stopped,
}
