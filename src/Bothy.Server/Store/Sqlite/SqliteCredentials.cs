using System.Text.Json;
using Bothy.Api.Environments;
using Bothy.Api.Json;

namespace Bothy.Server.Store.Sqlite;

/// <summary>Credentials in a table of their own, removed with their environment by its foreign key.</summary>
internal sealed class SqliteCredentials(SqliteStore store) : ICredentialStore
{
    public Task<GitCredentials?> FindAsync(Guid environment, CancellationToken cancellationToken) => store.RunAsync(
        session =>
        {
            using var read = session.Prepare("SELECT document FROM credentials WHERE environment = $0", 1);
            return read.ReadValue(environment.ToString()) is string document ? JsonSerializer.Deserialize(document, ApiJson.Default.GitCredentials) : null;
        },
        cancellationToken);

    public Task<bool> SetAsync(Guid environment, GitCredentials credentials, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.Serialize(credentials, ApiJson.Default.GitCredentials);
        return store.RunAsync(
            session =>
            {
                using var write = session.Prepare(
                    "INSERT OR REPLACE INTO credentials (environment, document) SELECT id, $1 FROM resources WHERE id = $0", 2);
                return write.Execute(environment.ToString(), document) > 0;
            },
            cancellationToken);
    }

    public Task RemoveAsync(Guid environment, CancellationToken cancellationToken) => store.RunAsync(
        session =>
        {
            using var delete = session.Prepare("DELETE FROM credentials WHERE environment = $0", 1);
            return delete.Execute(environment.ToString());
        },
        cancellationToken);
}
