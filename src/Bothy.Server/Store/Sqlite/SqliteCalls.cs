using Microsoft.Data.Sqlite;

namespace Bothy.Server.Store.Sqlite;

internal static class SqliteCalls
{
    public static void Execute(this SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All texts are constants of this folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    public static long ReadNumber(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All texts are constants of this folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Reads a resource from six columns: kind, id, organization, name, revision, document.</summary>
    public static StoredResource ReadResource(this SqliteDataReader reader, int column = 0) => new(
        reader.GetString(column),
        Guid.Parse(reader.GetString(column + 1)),
        reader.GetString(column + 2),
        reader.GetString(column + 3),
        reader.GetInt64(column + 4),
        reader.GetString(column + 5));
}
