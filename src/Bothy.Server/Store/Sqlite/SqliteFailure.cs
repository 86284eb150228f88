using Microsoft.Data.Sqlite;

namespace Bothy.Server.Store.Sqlite;

/// <summary>SQLite's result codes in the operator's words (https://sqlite.org/rescode.html).</summary>
internal static class SqliteFailure
{
    private const int Full = 13;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private const int ReadOnly = 8;

    public static StoreException Describe(SqliteException error) => new(
        error.SqliteErrorCode switch
        {
            Full => "The disk that holds the server's store is full. Free some space; nothing that was acknowledged is lost.",
            Corrupt or NotADatabase => "The server's store is damaged. Stop the server and restore server/store.db from a backup.",
            ReadOnly => "The server's store cannot be written. Check the owner and the mode of server/store.db and its directory.",
            _ => $"The server's store failed: {error.Message}",
        },
        error);
}
