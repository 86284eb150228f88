using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Bothy.Reconcile.Tests;

/// <summary>Announces each run to the test and waits for the test to end it.</summary>
internal sealed class ScriptedReconciler : IReconciler<string>
{
    private readonly Channel<ScriptedRun> _runs = Channel.CreateBounded<ScriptedRun>(100);
    private readonly ConcurrentBag<ScriptedRun> _all = [];
    private volatile bool _ended;

    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        var run = new ScriptedRun(key, cancellationToken);
        _all.Add(run);
        if (_ended)
        {
            run.ReturnIfOpen();
        }

        await _runs.Writer.WriteAsync(run, CancellationToken.None);
        return await run.Ended;
    }

    public Task<ScriptedRun> NextRun() => _runs.Reader.ReadAsync(TestContext.Current.CancellationToken).Within();

    /// <summary>Ends the runs that the test left open.</summary>
    public void EndAll()
    {
        _ended = true;
        foreach (var run in _all)
        {
            run.ReturnIfOpen();
        }
    }

    public bool HasStartedAnother() => _runs.Reader.TryPeek(out _);
}
