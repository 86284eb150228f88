namespace Bothy.Server.Store.Sqlite;

/// <summary>Work that waits for its turn in a transaction.</summary>
internal abstract class PendingWork
{
    /// <summary>Runs inside a transaction that other work shares.</summary>
    public abstract void Run(WriteSession session);

    /// <summary>The transaction is durable and visible.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception error);
}
