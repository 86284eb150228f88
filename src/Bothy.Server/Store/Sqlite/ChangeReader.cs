using Microsoft.Data.Sqlite;

namespace Bothy.Server.Store.Sqlite;

/// <summary>Reads the change feed over a connection of its own, beside the writer.</summary>
internal sealed class ChangeReader : IDisposable
{
    private const string Page =
        """
        SELECT c.kind, c.id, c.organization, c.name, c.revision, c.document, c.deleted,
               p.kind, p.id, p.organization, p.name, p.revision, p.document
        FROM changes c LEFT JOIN changes p ON p.revision = c.previous
        WHERE c.revision > $0 ORDER BY c.revision LIMIT $1
        """;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly Statement _floor;
    private readonly Statement _page;

    public ChangeReader(SqliteConnection connection)
    {
        _connection = connection;
        _floor = new(connection, "SELECT value FROM counters WHERE name = 'compacted'", 0);
        _page = new(connection, Page, 2);
    }

    public ChangePage Read(long after, int limit)
    {
        lock (_gate)
        {
            // One snapshot for both statements: the feed may be compacted between them.
            using var transaction = _connection.BeginTransaction(deferred: true);
            _floor.Transaction = _page.Transaction = transaction;
            if (after < (long)_floor.ReadValue()!)
            {
                return ChangePage.Compacted;
            }

            var changes = new List<StoredChange>();
            using var reader = _page.Read(after, limit);
            while (reader.Read())
            {
                changes.Add(new StoredChange(reader.ReadResource(), reader.GetInt64(6) != 0, reader.IsDBNull(7) ? null : reader.ReadResource(7)));
            }

            return new ChangePage(false, changes);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _floor.Dispose();
            _page.Dispose();
            _connection.Dispose();
        }
    }
}
