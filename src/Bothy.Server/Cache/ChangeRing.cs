namespace Bothy.Server.Cache;

/// <summary>The last changes, for watchers that keep up. One writer; readers take no lock and are told when they came too late.</summary>
internal sealed class ChangeRing(int capacity)
{
    private readonly Change?[] _slots = new Change?[capacity];

    public void Add(Change change) => Volatile.Write(ref _slots[change.Revision % capacity], change);

    /// <summary>Null if it was overwritten, or was before this process.</summary>
    public Change? Find(long revision) =>
        Volatile.Read(ref _slots[revision % capacity]) is { } change && change.Revision == revision ? change : null;
}
