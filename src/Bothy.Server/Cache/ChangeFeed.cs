using Bothy.Server.Store;

namespace Bothy.Server.Cache;

/// <summary>The feed as watchers pull it: from memory, or from the store for those who are behind. Nothing is buffered for anyone.</summary>
internal sealed class ChangeFeed(WatchCache cache, IResourceStore store)
{
    private const int PageSize = 256;

    public long Revision => cache.Current.Revision;

    /// <summary>
    /// What happened after a revision, in order; at most a page. Null if the feed no longer reaches back that far, or never
    /// came that far: then the revision is another store's.
    /// </summary>
    /// <param name="after">The last revision that the caller has seen.</param>
    public async ValueTask<FeedPage?> ReadAsync(long after, CancellationToken cancellationToken)
    {
        var revision = Revision;
        if (after > revision)
        {
            return null;
        }

        var changes = new List<Change>();
        var position = after;
        while (position < revision && changes.Count < PageSize && cache.FindRecent(position + 1) is { } change)
        {
            changes.Add(change);
            position++;
        }

        return changes.Count > 0 || position == revision
            ? new FeedPage(changes, position)
            : await ReadStoreAsync(after, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes when there is more after a revision; at once if there is already.</summary>
    public Task WaitBeyondAsync(long revision, CancellationToken cancellationToken) => cache.WaitBeyondAsync(revision, cancellationToken);

    private async ValueTask<FeedPage?> ReadStoreAsync(long after, CancellationToken cancellationToken)
    {
        var page = await store.ReadChangesAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
        return page.Gone
            ? null
            : new FeedPage([.. page.Changes.Select(ResourceReader.Read).OfType<Change>()], page.Changes.Count > 0 ? page.Changes[^1].Revision : after);
    }
}
