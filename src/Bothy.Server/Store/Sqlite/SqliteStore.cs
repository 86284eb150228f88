using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Store.Sqlite;

/// <summary>The embedded store: one SQLite file in WAL mode, one writer.</summary>
internal sealed class SqliteStore(string path, TimeProvider time, ILogger logger) : IResourceStore
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private ChangeReader? _reader;
    private WriteSession? _session;
    private GroupCommitWriter? _writer;

    private GroupCommitWriter Writer => _writer ?? throw new InvalidOperationException("The store is not open.");

    public Task OpenAsync(IChangeSink sink, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            // SQLite gives its other files the mode of this one.
            using (File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
                File.SetUnixFileMode(path, Private);
            }

            var connection = Connect();
            SqliteSchema.Configure(connection);
            SqliteSchema.Ensure(connection);
            var resources = ReadResources(connection);
            var revision = connection.ReadNumber("SELECT value FROM counters WHERE name = 'revision'");
            sink.Load(revision, resources);
            _session = new WriteSession(connection, time);
            _reader = new ChangeReader(Connect());
            _writer = new GroupCommitWriter(_session, _reader, sink, revision, logger);
            logger.StoreOpened(revision, resources.Count, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return Task.CompletedTask;
        }
        catch (SqliteException broken)
        {
            throw SqliteFailure.Describe(broken);
        }
    }

    public Task<WriteResult> WriteAsync(ResourceWrite write, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => session.Write(write), cancellationToken);

    public Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken) =>
        Task.Run(() => _reader!.Read(after, limit), cancellationToken);

    public Task<long> CompactAsync(DateTimeOffset olderThan, long keep, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => FeedCompaction.Run(session, olderThan, keep), cancellationToken);

    public Task<TResult> RunAsync<TResult>(Func<WriteSession, TResult> work, CancellationToken cancellationToken) =>
        Writer.RunAsync(work, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync().ConfigureAwait(false);
        }

        _reader?.Dispose();
        _session?.Dispose();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static List<StoredResource> ReadResources(SqliteConnection connection)
    {
        using var statement = new Statement(connection, "SELECT kind, id, organization, name, revision, document FROM resources", 0);
        using var reader = statement.Read();
        var resources = new List<StoredResource>();
        while (reader.Read())
        {
            resources.Add(reader.ReadResource());
        }

        return resources;
    }
}
