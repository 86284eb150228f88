namespace Bothy.Images.Trees;

/// <summary>A regular file of the image below, whose content is there and not in the image that is made.</summary>
/// <param name="directory">Where it has this name.</param>
/// <param name="size">Bytes of content.</param>
internal sealed class LowerFile(EntryMetadata metadata, LowerDirectory directory, string name, long size) : Node(metadata, EntryAttributes.None)
{
    /// <summary>Raw path of where it is mounted.</summary>
    public string Path => directory.PathOf(name);

    public long Size => size;
}
