namespace Bothy.Images.Trees;

/// <summary>What a name in a directory stands for.</summary>
/// <param name="Layer">The layer that gave the name. Of a directory, its own <see cref="DirectoryNode.Layer"/> counts.</param>
internal readonly record struct TreeEntry(Node Node, int Layer)
{
    /// <summary>Whether a layer made this, or something in it.</summary>
    public bool IsOf(int layer) => (Node is DirectoryNode directory ? directory.Layer : Layer) == layer;
}
