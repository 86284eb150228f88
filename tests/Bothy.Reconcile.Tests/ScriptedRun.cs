namespace Bothy.Reconcile.Tests;

/// <summary>A run that has started and ends as the test says.</summary>
internal sealed class ScriptedRun(string key, CancellationToken token)
{
    private readonly TaskCompletionSource<ReconcileResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Key => key;

    public CancellationToken Token => token;

    public Task<ReconcileResult> Ended => _end.Task;

    public void Return(ReconcileResult result) => _end.SetResult(result);

    public void ReturnIfOpen() => _end.TrySetResult(ReconcileResult.Done);

    public void Throw(Exception error) => _end.SetException(error);
}
