namespace Bothy.Server.Store.Sqlite;

/// <summary>Work whose result is handed over once it is durable.</summary>
internal sealed class PendingWork<TResult>(Func<WriteSession, TResult> work) : PendingWork
{
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Done => _done.Task;

    public override void Run(WriteSession session) => _result = work(session);

    public override void Succeed() => _done.TrySetResult(_result!);

    public override void Fail(Exception error) => _done.TrySetException(error);
}
