namespace Bothy.Images.Trees;

/// <summary>A regular file. Its content is in the image file already.</summary>
/// <param name="size">Bytes of content.</param>
internal sealed class FileNode(EntryMetadata metadata, EntryAttributes attributes, long size) : Node(metadata, attributes)
{
    public long Size => size;

    /// <summary>Byte of the image file at which what was written for it begins: its content or, where <see cref="IsPacked"/>, its inode.</summary>
    public long Offset { get; set; }

    /// <summary>Bytes of the image file that were written for it, padding included; what they hold is of no use without it.</summary>
    public long Length { get; set; }

    /// <summary>Whether its inode was written with its content.</summary>
    public bool IsPacked { get; init; }
}
