using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Packs;

/// <summary>Immutable bytes and where they lie; none stands for zeros (a chunk) or for nothing but zeros below (a node).</summary>
internal readonly record struct ContentReference(ContentName Name, PackLocation Location)
{
    public bool IsNone => Name.IsNone;
}
