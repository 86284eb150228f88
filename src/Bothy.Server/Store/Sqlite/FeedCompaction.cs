namespace Bothy.Server.Store.Sqlite;

/// <summary>Shortens the change feed from its old end.</summary>
internal static class FeedCompaction
{
    /// <summary>So many changes go in one transaction at most: writers wait behind it.</summary>
    private const long LargestStep = 2000;

    /// <returns>The revision from which the feed still reaches on.</returns>
    public static long Run(WriteSession session, DateTimeOffset olderThan, long keep)
    {
        var floor = session.ReadCounter("compacted");
        using var oldest = session.Prepare("SELECT coalesce(max(revision), 0) FROM changes WHERE at < $0 AND revision <= $1", 2);
        var limit = floor + LargestStep;
        var tooOld = (long)oldest.ReadValue(olderThan.ToUnixTimeMilliseconds(), limit)!;
        var next = Math.Min(limit, Math.Max(tooOld, session.Revision - keep));
        if (next <= floor)
        {
            return floor;
        }

        // What a later change replaced, or may replace, is still needed to tell what that change left behind.
        using var delete = session.Prepare(
            """
            DELETE FROM changes WHERE revision <= $0
                AND (deleted = 1 OR EXISTS (SELECT 1 FROM changes later WHERE later.previous = changes.revision AND later.revision <= $0))
            """,
            1);
        delete.Execute(next);
        session.SetCounter("compacted", next);
        return next;
    }
}
