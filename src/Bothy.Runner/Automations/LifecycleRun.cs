namespace Bothy.Runner.Automations;

/// <summary>The lifecycle commands of one start of a machine.</summary>
internal sealed class LifecycleRun : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    public LifecycleRun(string start, Func<CancellationToken, Task> run)
    {
        Start = start;
        _ = run(stop.Token);
    }

    /// <summary>Names the start.</summary>
    public string Start { get; }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }
}
