namespace Bothy.Server.Store;

/// <summary>Learns what the store holds, and then of each commit, in commit order. Called by one thread at a time.</summary>
internal interface IChangeSink
{
    void Load(long revision, IReadOnlyList<StoredResource> resources);

    /// <summary>Called before a write is acknowledged, so that whoever wrote also reads it.</summary>
    void Apply(IReadOnlyList<StoredChange> changes);
}
