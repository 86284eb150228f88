namespace Bothy.Images.Trees;

/// <summary>A symbolic link.</summary>
/// <param name="target">Raw; what it points to does not matter.</param>
internal sealed class SymbolicLinkNode(EntryMetadata metadata, string target) : Node(metadata, EntryAttributes.None)
{
    public string Target => target;
}
