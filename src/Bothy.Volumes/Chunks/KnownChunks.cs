using System.Diagnostics.CodeAnalysis;

namespace Bothy.Volumes.Chunks;

/// <summary>
/// Remembers where recently stored chunks lie, so that equal ones are not stored again. Two generations: what was not used for a while is
/// forgotten, at the latest after two lifetimes, long before a collection of garbage may delete what nothing refers to.
/// </summary>
internal sealed class KnownChunks(int capacity, TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock gate = new();
    private Dictionary<ContentName, Packs.PackLocation> young = [];
    private Dictionary<ContentName, Packs.PackLocation> old = [];
    private long since = time.GetTimestamp();

    public bool TryFind(ContentName name, [MaybeNullWhen(false)] out Packs.PackLocation location)
    {
        lock (gate)
        {
            Age();
            return young.TryGetValue(name, out location) || old.TryGetValue(name, out location);
        }
    }

    public void Add(ContentName name, Packs.PackLocation location)
    {
        lock (gate)
        {
            Age();
            young[name] = location;
        }
    }

    private void Age()
    {
        var age = time.GetElapsedTime(since);
        if (age > 2 * lifetime)
        {
            // Nobody asked for so long that both generations are over.
            (old, young) = ([], []);
            since = time.GetTimestamp();
        }
        else if (age > lifetime)
        {
            (old, young) = (young, []);
            since += (long)(lifetime.TotalSeconds * time.TimestampFrequency);
        }
        else if (young.Count >= capacity / 2)
        {
            (old, young) = (young, []);
            since = time.GetTimestamp();
        }
    }
}
