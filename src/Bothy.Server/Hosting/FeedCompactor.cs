using Bothy.Server.Store;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Hosting;

/// <summary>Shortens the change feed from time to time.</summary>
internal sealed class FeedCompactor(IResourceStore store, ServerOptions options, ILogger logger, TimeProvider time)
{
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.CompactionPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await CompactAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task CompactAsync(CancellationToken stop)
    {
        try
        {
            // In steps, so that writers wait for none of them long.
            for (long reached = -1, next = 0; next > reached;)
            {
                reached = next;
                next = await store.CompactAsync(time.GetUtcNow() - options.FeedAge, options.FeedLength, stop).ConfigureAwait(false);
            }
        }
        catch (StoreException failed)
        {
            logger.CompactionFailed(failed);
        }
    }
}
