namespace Bothy.Runner.Environments;

/// <summary>One run of the reconciler for one environment.</summary>
internal sealed class EnvironmentRun : IDisposable
{
    private readonly CancellationTokenSource cancellation;
    private readonly Action ended;

    public EnvironmentRun(Intent intent, Action ended, CancellationToken cancellationToken)
    {
        Intent = intent;
        this.ended = ended;
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public Intent Intent { get; }

    public CancellationToken Token => cancellation.Token;

    public void Cancel()
    {
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    public void Dispose()
    {
        ended();
        cancellation.Dispose();
    }
}
