namespace Bothy.Images.Trees;

/// <summary>
/// What a tree has that the image below has not, as the upper of two layers of an overlay (Documentation/filesystems/overlayfs.rst): a device 0:0 where a name
/// was removed, and an attribute on a directory that hides the one below.
/// </summary>
internal static class Delta
{
    private static readonly KeyValuePair<string, byte[]> Opaque = new("trusted.overlay.opaque", "y"u8.ToArray());

    /// <summary>A tree of the differences, which shares all but directories with <paramref name="root"/>.</summary>
    /// <param name="root">Of a tree over an image below.</param>
    public static DirectoryNode Of(DirectoryNode root) =>
        TryCopy(root, null, isOpaque: false) ?? new DirectoryNode(null, root.Metadata, root.Attributes) { Names = 1 };

    /// <summary>Null if no layer said anything of the directory or of what is in it. As deep as <see cref="ImageTree.Deepest"/>.</summary>
    private static DirectoryNode? TryCopy(DirectoryNode directory, DirectoryNode? parent, bool isOpaque)
    {
        var copy = new DirectoryNode(parent, directory.Metadata, isOpaque ? EntryAttributes.Of([.. directory.Attributes.Values, Opaque]) : directory.Attributes) { Names = 1 };
        var below = directory.Lower?.Nodes;
        foreach (var (name, entry) in directory.Seen)
        {
            var lower = below?.GetValueOrDefault(name);
            if (entry.Node is DirectoryNode inside)
            {
                if (TryCopy(inside, copy, isOpaque: inside.Lower is null && lower is DirectoryNode) is { } changed)
                {
                    copy.Entries[name] = entry with { Node = changed };
                }
            }
            else if (entry.Node != lower)
            {
                copy.Entries[name] = entry;
            }
        }

        foreach (var name in Removed(directory))
        {
            copy.Entries[name] = new TreeEntry(new SpecialNode(EntryMetadata.OfImpliedDirectory with { Mode = 0 }, SpecialType.CharacterDevice) { Names = 1 }, directory.Layer);
        }

        return directory.Lower is null || directory.Layer > 0 || copy.Entries.Count > 0 ? copy : null;
    }

    private static IEnumerable<string> Removed(DirectoryNode directory) =>
        directory.Lower is { } lower ? lower.Nodes.Keys.Where(name => !directory.Seen.ContainsKey(name)) : [];
}
