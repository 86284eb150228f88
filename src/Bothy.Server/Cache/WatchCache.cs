using Bothy.Server.Store;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Cache;

/// <summary>What the store holds, in memory: every read and every watch is served from here.</summary>
/// <remarks>The feed's only writer is the store's; readers see a whole snapshot or the next.</remarks>
internal sealed class WatchCache(ILogger logger) : IChangeSink
{
    /// <summary>Changes kept in memory. A watcher further behind reads the store.</summary>
    private const int RingSize = 2048;

    private readonly ChangeRing _ring = new(RingSize);
    private CacheSnapshot _current = CacheSnapshot.Empty;
    private TaskCompletionSource _next = NewSignal();

    public CacheSnapshot Current => Volatile.Read(ref _current);

    public void Load(long revision, IReadOnlyList<StoredResource> resources)
    {
        var snapshot = CacheSnapshot.Empty with { Revision = revision };
        foreach (var stored in resources)
        {
            if (ResourceReader.Read(stored) is { } resource)
            {
                snapshot = snapshot.With(resource);
            }
            else
            {
                logger.UnknownKind(stored.Kind, stored.Name);
            }
        }

        Publish(snapshot);
    }

    public void Apply(IReadOnlyList<StoredChange> changes)
    {
        var snapshot = Current;
        foreach (var stored in changes)
        {
            if (ResourceReader.Read(stored) is { } change)
            {
                snapshot = snapshot.With(change);
                _ring.Add(change);
            }
        }

        Publish(snapshot with { Revision = changes[^1].Revision });
    }

    public Change? FindRecent(long revision) => _ring.Find(revision);

    /// <summary>Completes when a revision beyond <paramref name="revision"/> is published.</summary>
    public async Task WaitBeyondAsync(long revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal first: a commit between the two lines completes the signal that is waited for.
            var next = Volatile.Read(ref _next);
            if (Current.Revision > revision)
            {
                return;
            }

            await next.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Publish(CacheSnapshot snapshot)
    {
        Volatile.Write(ref _current, snapshot);
        Interlocked.Exchange(ref _next, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
