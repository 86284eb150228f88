using Bothy.Api.Client;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Resources;
using Bothy.Reconcile;

namespace Bothy.Runner.Environments;

/// <summary>Has the environments of a class looked at again when what the class gives changes.</summary>
internal sealed class ClassWatch(BothyClient api, EnvironmentCache cache, ControllerQueue<Guid> queue, TimeProvider time)
{
    private readonly Dictionary<string, (Guid Id, long Generation)> generations = new(StringComparer.Ordinal);

    public Task RunAsync(CancellationToken cancellationToken) =>
        new ResourceFeed<EnvironmentClassResource>(api.EnvironmentClasses, Selection.All, time)
            .FollowAsync(classes => classes.ToList().ForEach(Put), Put, _ => { }, cancellationToken);

    private void Put(EnvironmentClassResource changed)
    {
        var (name, generation) = (changed.Metadata.Name, (changed.Metadata.Id, changed.Metadata.Generation));

        // Also the first time: an environment may have been looked at with what the class gave before.
        if (!generations.TryGetValue(name, out var known) || known != generation)
        {
            foreach (var environment in cache.All.Where(environment => environment.Spec.Class == name))
            {
                queue.Enqueue(environment.Metadata.Id);
            }
        }

        generations[name] = generation;
    }
}
