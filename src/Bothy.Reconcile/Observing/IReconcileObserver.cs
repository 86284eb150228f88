namespace Bothy.Reconcile.Observing;

/// <summary>Sees what a controller does, for logs and metrics. Called on its workers: be quick. What it throws ends the controller's run.</summary>
public interface IReconcileObserver<TKey>
    where TKey : notnull
{
    /// <summary>A run has ended and its key is free again.</summary>
    void Finished(in ReconcileReport<TKey> report);

    /// <summary>The keys could not be listed for a resync; it is tried again after the next period.</summary>
    void ResyncFailed(Exception error);
}
