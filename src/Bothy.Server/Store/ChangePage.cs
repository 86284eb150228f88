namespace Bothy.Server.Store;

/// <summary>A stretch of the change feed.</summary>
/// <param name="Gone">The feed no longer reaches back that far; there are no changes.</param>
/// <param name="Changes">In commit order, without a gap; empty at the feed's end.</param>
internal sealed record ChangePage(bool Gone, IReadOnlyList<StoredChange> Changes)
{
    public static readonly ChangePage Compacted = new(true, []);
}
