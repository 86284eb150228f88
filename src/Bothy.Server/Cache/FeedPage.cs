namespace Bothy.Server.Cache;

/// <param name="Changes">In commit order.</param>
/// <param name="Revision">How far the page reaches: the place to read on from.</param>
internal sealed record FeedPage(IReadOnlyList<Change> Changes, long Revision);
