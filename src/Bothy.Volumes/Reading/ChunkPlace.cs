using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Reading;

/// <summary>A chunk of an open version: what it is, and the leaf in which it is noted down where it was found.</summary>
internal readonly record struct ChunkPlace(ManifestNode Leaf, int Child, int ChunkSize)
{
    /// <summary>Its number, for whoever wants to know.</summary>
    public long Chunk { get; init; }

    public ContentReference Reference => Leaf[Child];

    public ref long Residence => ref Leaf.Residence(Child);
}
