using System.Collections.Concurrent;
using Bothy.Server.Store;

namespace Bothy.Server.Tests.Store;

/// <summary>Keeps what a store told, and whether it kept its word: each revision once, in order, by one thread at a time.</summary>
internal sealed class RecordingSink : IChangeSink
{
    private readonly ConcurrentQueue<StoredChange> _changes = new();
    private long _revision;
    private int _inside;

    public long Revision => Volatile.Read(ref _revision);

    public IReadOnlyList<StoredResource> Loaded { get; private set; } = [];

    public IReadOnlyList<StoredChange> Changes => [.. _changes];

    public List<string> Faults { get; } = [];

    public void Load(long revision, IReadOnlyList<StoredResource> resources)
    {
        Loaded = resources;
        Volatile.Write(ref _revision, revision);
    }

    public void Apply(IReadOnlyList<StoredChange> changes)
    {
        if (Interlocked.Increment(ref _inside) != 1)
        {
            Faults.Add("two threads at once");
        }

        foreach (var change in changes)
        {
            if (change.Revision != Revision + 1)
            {
                Faults.Add($"{change.Revision} after {Revision}");
            }

            _changes.Enqueue(change);
            Volatile.Write(ref _revision, change.Revision);
        }

        Interlocked.Decrement(ref _inside);
    }
}
