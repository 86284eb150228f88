using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>Where nodes come from: packs of this host, or of a store elsewhere.</summary>
internal interface INodeSource
{
    /// <summary>Reads a node and verifies it.</summary>
    /// <exception cref="DamagedObjectException">What lies there is not that node.</exception>
    Task<ManifestNode> ReadAsync(ContentReference reference, int level, CancellationToken cancellationToken);

    /// <summary>Gives the source a pack of nodes that this host has just stored: they will be read here next.</summary>
    void Keep(ContentName pack, IReadOnlyList<ReadOnlyMemory<byte>> content);
}
