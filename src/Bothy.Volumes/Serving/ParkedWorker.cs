using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Serving;

/// <summary>One thread that works on parked requests, each when its turn has come.</summary>
internal sealed class ParkedWorker(RequestScheduler scheduler, BufferPool buffers) : IDisposable
{
    private readonly RequestBuffer own = new();
    private volatile bool stopped;

    public void Run()
    {
        while (!stopped)
        {
            if (!scheduler.TryTake(out var _, out var parked, out var waited, out var pause))
            {
                scheduler.Wait(pause);
                continue;
            }

            parked.Request.File.Counts.Delayed(waited);
            scheduler.Work(parked.Request, parked.Buffer ?? own);
            buffers.Return(parked.Buffer);
        }
    }

    /// <summary>Has the thread end after what it is working on.</summary>
    public void Stop() => stopped = true;

    public void Dispose() => own.Dispose();
}
