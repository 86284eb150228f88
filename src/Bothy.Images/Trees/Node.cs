namespace Bothy.Images.Trees;

/// <summary>Something in an image that has one or several names.</summary>
internal abstract class Node(EntryMetadata metadata, EntryAttributes attributes)
{
    public EntryMetadata Metadata { get; set; } = metadata;

    public EntryAttributes Attributes { get; set; } = attributes;

    /// <summary>How many names it has; of a directory always one.</summary>
    public uint Names { get; set; }

    /// <summary>Byte of the image file at which its inode lies; 0 as long as it has none.</summary>
    public long Inode { get; set; }
}
