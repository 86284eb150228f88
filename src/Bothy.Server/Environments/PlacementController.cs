using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Runners;
using Bothy.Reconcile;
using Bothy.Reconcile.Observing;
using Bothy.Server.Cache;
using Bothy.Server.Runners;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Environments;

/// <summary>Runs placement for environments that wait for it: when they come, and when runners or classes change.</summary>
internal sealed class PlacementController(
    WatchCache cache,
    ChangeFeed feed,
    Heartbeats heartbeats,
    PlacementReconciler reconciler,
    ILogger logger,
    TimeProvider time)
{
    public async Task RunAsync(CancellationToken stop)
    {
        using var queue = new ControllerQueue<Guid>(time);
        var controller = new Controller<Guid>(queue, reconciler, observer: new LoggingObserver<Guid>(logger, "placement"));
        void EnqueueWaiting(string runner) => EnqueueAll(queue);
        heartbeats.BecameReady += EnqueueWaiting;
        try
        {
            await Loops.RunAsync(stop, controller.RunAsync, together => FollowAsync(queue, together)).ConfigureAwait(false);
        }
        finally
        {
            heartbeats.BecameReady -= EnqueueWaiting;
        }
    }

    private async Task FollowAsync(ControllerQueue<Guid> queue, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var position = feed.Revision;
            EnqueueAll(queue);
            try
            {
                while (await feed.ReadAsync(position, stop).ConfigureAwait(false) is { } page)
                {
                    foreach (var change in page.Changes)
                    {
                        Consider(change, queue);
                    }

                    position = page.Revision;
                    await feed.WaitBeyondAsync(position, stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Consider(Change change, ControllerQueue<Guid> queue)
    {
        switch (change.Resource)
        {
            // Only a changed spec: a run's own writes must not cut its rest short.
            case EnvironmentResource { Spec.Runner: null } environment
                when !change.Deleted && environment.Metadata.Generation != change.Previous?.Metadata.Generation:
                queue.Enqueue(environment.Metadata.Id);
                break;
            case RunnerResource or EnvironmentClassResource:
                EnqueueAll(queue);
                break;
        }
    }

    private void EnqueueAll(ControllerQueue<Guid> queue)
    {
        foreach (var environment in cache.Current.All<EnvironmentResource>().Where(environment => environment.Spec.Runner is null))
        {
            queue.Enqueue(environment.Metadata.Id);
        }
    }
}
