using Microsoft.Data.Sqlite;

namespace Bothy.Server.Store.Sqlite;

/// <summary>The tables, and how a connection must be set up before it may use them.</summary>
internal static class SqliteSchema
{
    /// <summary>Kept in <c>user_version</c>; 0 is a new file.</summary>
    private const long Version = 1;

    // A change keeps the revision that it replaced, so that a filtered watch can tell what left its filter.
    private const string Tables =
        """
        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counters VALUES ('revision', 0), ('compacted', 0);

        CREATE TABLE resources (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            organization TEXT NOT NULL,
            name TEXT NOT NULL,
            revision INTEGER NOT NULL,
            document TEXT NOT NULL,
            UNIQUE (kind, organization, name)
        ) WITHOUT ROWID;

        CREATE TABLE changes (
            revision INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            organization TEXT NOT NULL,
            name TEXT NOT NULL,
            deleted INTEGER NOT NULL,
            previous INTEGER,
            document TEXT NOT NULL
        );
        CREATE INDEX changes_previous ON changes (previous) WHERE previous IS NOT NULL;

        CREATE TABLE credentials (
            environment TEXT PRIMARY KEY REFERENCES resources (id) ON DELETE CASCADE,
            document TEXT NOT NULL
        ) WITHOUT ROWID;

        PRAGMA user_version = 1;
        """;

    /// <summary>Makes acknowledged commits survive a power loss, and deleted secrets unreadable.</summary>
    public static void Configure(SqliteConnection connection)
    {
        // FULL makes WAL mode sync at each commit (https://sqlite.org/pragma.html#pragma_synchronous).
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
    }

    /// <exception cref="StoreException">The file was written by a newer version.</exception>
    public static void Ensure(SqliteConnection connection)
    {
        var version = connection.ReadNumber("PRAGMA user_version");
        if (version > Version)
        {
            throw new StoreException($"The store {connection.DataSource} has format {version}; this version reads up to {Version}. Use the newer version that wrote it.");
        }

        if (version == 0)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Tables, transaction);
            transaction.Commit();
        }
    }
}
