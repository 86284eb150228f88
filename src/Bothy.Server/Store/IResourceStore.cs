namespace Bothy.Server.Store;

/// <summary>Durable resources with global revisions and a feed of every change.</summary>
/// <remarks>
/// Revisions are assigned in commit order: whoever has seen revision n will never meet a commit below n that it has not seen.
/// An acknowledged write survives the loss of power. A write that fails by an exception may or may not have happened.
/// </remarks>
internal interface IResourceStore : IAsyncDisposable
{
    /// <summary>Recovers what is stored, hands it to the sink, and from then on every commit.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    Task OpenAsync(IChangeSink sink, CancellationToken cancellationToken);

    /// <param name="write">What to write, and on what condition.</param>
    /// <param name="cancellationToken">Ends the wait for a place in the queue; a queued write is not taken back.</param>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    Task<WriteResult> WriteAsync(ResourceWrite write, CancellationToken cancellationToken);

    /// <summary>The changes after a revision, at most <paramref name="limit"/>.</summary>
    Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Forgets changes that are older than a time or further back than a count; current resources stay.</summary>
    /// <returns>The revision from which the feed still reaches on.</returns>
    Task<long> CompactAsync(DateTimeOffset olderThan, long keep, CancellationToken cancellationToken);
}
