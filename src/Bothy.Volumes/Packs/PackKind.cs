namespace Bothy.Volumes.Packs;

/// <summary>What a pack's entries are.</summary>
internal enum PackKind : ushort
{
    Chunks = 1,

    /// <summary>Nodes of manifests.</summary>
    Nodes = 2,
}
