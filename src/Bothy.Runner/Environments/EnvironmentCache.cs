using System.Collections.Concurrent;
using Bothy.Api.Environments;

namespace Bothy.Runner.Environments;

/// <summary>The environments placed on this host, as the API last told. A change of intent cancels the run that follows the old one.</summary>
internal sealed class EnvironmentCache
{
    private readonly ConcurrentDictionary<Guid, EnvironmentResource> environments = new();
    private readonly ConcurrentDictionary<Guid, EnvironmentRun> runs = new();

    public EnvironmentResource? Find(Guid id) => environments.GetValueOrDefault(id);

    public IReadOnlyCollection<EnvironmentResource> All => [.. environments.Values];

    /// <summary>Takes what the API says. Returns false if it asks for nothing that was not asked for before.</summary>
    public bool Put(EnvironmentResource environment)
    {
        var id = environment.Metadata.Id;
        var before = Find(id);
        if (before is not null && before.Metadata.Revision >= environment.Metadata.Revision)
        {
            return false;
        }

        environments[id] = environment;
        if (runs.TryGetValue(id, out var run) && Intent.Of(environment) != run.Intent)
        {
            run.Cancel();
        }

        return before is null
            || before.Metadata.Generation != environment.Metadata.Generation
            || before.Metadata.DeletedAt != environment.Metadata.DeletedAt;
    }

    public void Remove(Guid id) => environments.TryRemove(id, out _);

    /// <summary>Begins a run that follows the environment's present intent.</summary>
    public EnvironmentRun BeginRun(EnvironmentResource environment, CancellationToken cancellationToken)
    {
        var id = environment.Metadata.Id;
        var run = new EnvironmentRun(Intent.Of(environment), () => runs.TryRemove(id, out _), cancellationToken);
        runs[id] = run;

        // It may have changed between the caller's look and now.
        if (Find(id) is { } now && Intent.Of(now) != run.Intent)
        {
            run.Cancel();
        }

        return run;
    }
}
