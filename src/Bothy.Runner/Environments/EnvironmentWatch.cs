using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Resources;
using Bothy.Reconcile;

namespace Bothy.Runner.Environments;

/// <summary>Follows the environments placed on this runner.</summary>
internal sealed class EnvironmentWatch(BothyClient api, string runner, EnvironmentCache cache, ControllerQueue<Guid> queue, TimeProvider time)
{
    public Task RunAsync(CancellationToken cancellationToken) =>
        new ResourceFeed<EnvironmentResource>(api.Environments, Selection.All with { Runner = runner }, time)
            .FollowAsync(PutAll, Put, environment => Remove(environment.Metadata.Id), cancellationToken);

    private void PutAll(IReadOnlyList<EnvironmentResource> environments)
    {
        var listed = environments.Select(environment => environment.Metadata.Id).ToHashSet();
        foreach (var gone in cache.All.Where(environment => !listed.Contains(environment.Metadata.Id)))
        {
            Remove(gone.Metadata.Id);
        }

        foreach (var environment in environments)
        {
            Put(environment);
        }
    }

    private void Put(EnvironmentResource environment)
    {
        if (cache.Put(environment))
        {
            queue.Enqueue(environment.Metadata.Id);
        }
    }

    private void Remove(Guid id)
    {
        cache.Remove(id);
        queue.Enqueue(id);
    }
}
