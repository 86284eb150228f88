using Microsoft.Data.Sqlite;

namespace Bothy.Server.Store.Sqlite;

/// <summary>The one connection that writes. Work between <see cref="Begin"/> and <see cref="Commit"/> is one transaction and one sync.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Statement _readCounter;
    private readonly Statement _setCounter;
    private readonly Statement _readById;
    private readonly Statement _readByName;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _delete;
    private readonly Statement _append;
    private readonly List<StoredChange> _changes = [];
    private SqliteTransaction? _transaction;

    public WriteSession(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _readCounter = new(connection, "SELECT value FROM counters WHERE name = $0", 1);
        _setCounter = new(connection, "UPDATE counters SET value = $1 WHERE name = $0", 2);
        _readById = new(connection, "SELECT kind, id, organization, name, revision, document FROM resources WHERE id = $0", 1);
        _readByName = new(connection, "SELECT 1 FROM resources WHERE kind = $0 AND organization = $1 AND name = $2", 3);
        _insert = new(connection, "INSERT INTO resources (kind, id, organization, name, revision, document) VALUES ($0, $1, $2, $3, $4, $5)", 6);
        _update = new(connection, "UPDATE resources SET revision = $1, document = $2 WHERE id = $0", 3);
        _delete = new(connection, "DELETE FROM resources WHERE id = $0", 1);
        _append = new(
            connection,
            "INSERT INTO changes (revision, at, kind, id, organization, name, deleted, previous, document) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)",
            9);
    }

    /// <summary>The last commit's revision, including this transaction's writes.</summary>
    public long Revision { get; private set; }

    /// <summary>What this transaction has written so far.</summary>
    public IReadOnlyList<StoredChange> Changes => _changes;

    public void Begin()
    {
        _changes.Clear();
        _transaction = _connection.BeginTransaction(deferred: false);
        foreach (var statement in (ReadOnlySpan<Statement>)[_readCounter, _setCounter, _readById, _readByName, _insert, _update, _delete, _append])
        {
            statement.Transaction = _transaction;
        }

        Revision = (long)_readCounter.ReadValue("revision")!;
    }

    public WriteResult Write(ResourceWrite write) => write.Type switch
    {
        WriteType.Create => Create(write),
        _ => Replace(write),
    };

    /// <summary>For work beside resources; belongs to the transaction.</summary>
    public Statement Prepare(string sql, int parameters) => new(_connection, sql, parameters) { Transaction = _transaction };

    public long ReadCounter(string name) => (long)_readCounter.ReadValue(name)!;

    public void SetCounter(string name, long value) => _setCounter.Execute(name, value);

    /// <summary>Returns once the transaction is durable.</summary>
    public void Commit()
    {
        if (_changes.Count > 0)
        {
            SetCounter("revision", Revision);
        }

        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    public void RollBack()
    {
        // A failed commit may have ended the transaction by itself; disposing ends it in any case.
        _transaction?.Dispose();
        _transaction = null;
        _changes.Clear();
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[_readCounter, _setCounter, _readById, _readByName, _insert, _update, _delete, _append])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private WriteResult Create(ResourceWrite write)
    {
        if (_readByName.ReadValue(write.Kind, write.Organization, write.Name) is not null)
        {
            return new(WriteOutcome.NameTaken);
        }

        Revision++;
        _insert.Execute(write.Kind, write.Id.ToString(), write.Organization, write.Name, Revision, write.Document);
        return Append(write, null);
    }

    private WriteResult Replace(ResourceWrite write)
    {
        var previous = Find(write.Id);
        if (previous is null || previous.Kind != write.Kind)
        {
            return new(WriteOutcome.NotFound);
        }

        if (previous.Revision != write.ExpectedRevision)
        {
            return new(WriteOutcome.Stale);
        }

        Revision++;
        if (write.Type == WriteType.Delete)
        {
            _delete.Execute(write.Id.ToString());
        }
        else
        {
            _update.Execute(write.Id.ToString(), Revision, write.Document);
        }

        return Append(write, previous);
    }

    private WriteResult Append(ResourceWrite write, StoredResource? previous)
    {
        var deleted = write.Type == WriteType.Delete;
        var written = new StoredResource(
            write.Kind, write.Id, previous?.Organization ?? write.Organization, previous?.Name ?? write.Name, Revision, write.Document);
        _append.Execute(
            Revision,
            _time.GetUtcNow().ToUnixTimeMilliseconds(),
            written.Kind,
            written.Id.ToString(),
            written.Organization,
            written.Name,
            deleted ? 1L : 0L,
            previous?.Revision,
            written.Document);
        _changes.Add(new StoredChange(written, deleted, previous));
        return new(WriteOutcome.Committed, Revision);
    }

    private StoredResource? Find(Guid id)
    {
        using var reader = _readById.Read(id.ToString());
        return reader.Read() ? reader.ReadResource() : null;
    }
}
