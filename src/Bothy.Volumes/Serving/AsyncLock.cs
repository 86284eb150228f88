namespace Bothy.Volumes.Serving;

/// <summary>Lets one at a time in, without holding a thread.</summary>
internal sealed class AsyncLock : IDisposable
{
    private readonly SemaphoreSlim free = new(1);

    public async Task<Held> EnterAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return new Held(free);
    }

    public void Dispose() => free.Dispose();

    public readonly struct Held(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
