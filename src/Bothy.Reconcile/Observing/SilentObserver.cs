namespace Bothy.Reconcile.Observing;

/// <summary>For a controller that nobody watches.</summary>
internal sealed class SilentObserver<TKey> : IReconcileObserver<TKey>
    where TKey : notnull
{
    public void Finished(in ReconcileReport<TKey> report)
    {
    }

    public void ResyncFailed(Exception error)
    {
    }
}
