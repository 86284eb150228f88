using Microsoft.Extensions.Time.Testing;

namespace Bothy.Reconcile.Tests;

/// <summary>A controller at work on a scripted reconciler and a clock that the test moves.</summary>
internal sealed class RunningController : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public RunningController(ControllerOptions<string>? options = null, int seed = 1)
    {
        Queue = new(Time);
        Controller = new(Queue, Reconciler, options, Observer, new Random(seed));
        Run = Controller.RunAsync(_stop.Token);
    }

    public FakeTimeProvider Time { get; } = new();

    public ControllerQueue<string> Queue { get; }

    public Controller<string> Controller { get; }

    public ScriptedReconciler Reconciler { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public Task Run { get; }

    public void Stop() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Reconciler.EndAll();
        await Run.ContinueWith(static _ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default).Within();
        Queue.Dispose();
        _stop.Dispose();
    }
}
