using System.Collections.Concurrent;
using Bothy.Api.Environments;

namespace Bothy.Runner.Status;

/// <summary>What this runner observes of each environment, as it will be told to the API.</summary>
internal sealed class StatusBoard
{
    private readonly ConcurrentDictionary<Guid, EnvironmentStatus> observed = new();

    /// <summary>Raised, on the changing thread, with the id of an environment whose status differs from what it was.</summary>
    public event Action<Guid>? Changed;

    public EnvironmentStatus? Find(Guid id) => observed.GetValueOrDefault(id);

    /// <summary>Begins with what the API already knows, unless something newer was observed.</summary>
    public void Seed(Guid id, EnvironmentStatus status) => observed.TryAdd(id, status);

    public void Change(Guid id, Func<EnvironmentStatus, EnvironmentStatus> change)
    {
        var changed = false;
        observed.AddOrUpdate(
            id,
            _ =>
            {
                changed = true;
                return change(new EnvironmentStatus());
            },
            (_, before) =>
            {
                var after = change(before);
                changed = after != before;
                return after;
            });
        if (changed)
        {
            Changed?.Invoke(id);
        }
    }

    public void Forget(Guid id) => observed.TryRemove(id, out _);
}
