namespace Bothy.Reconcile;

/// <summary>Closes the gap between what is wanted and what is, for one key at a time.</summary>
/// <remarks>
/// A reconciler takes a key, never an event: it reads all state, acts idempotently and may be run again at any time.
/// A <see cref="Controller{TKey}"/> never runs one key twice at once.
/// </remarks>
public interface IReconciler<TKey>
    where TKey : notnull
{
    /// <summary>Reads, acts, and says when to look again.</summary>
    /// <exception cref="TerminalException">Trying again will not help. Any other exception is tried again after a backoff.</exception>
    Task<ReconcileResult> ReconcileAsync(TKey key, CancellationToken cancellationToken);
}
