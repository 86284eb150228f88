using Bothy.Images.Erofs;
using Bothy.Images.Trees;
using Bothy.Linux.Paths;

namespace Bothy.Images.Layers;

/// <summary>
/// Applies layers, lowest first, to one image (OCI image specification, "Image Layer Filesystem Changeset"). Entries are hostile until proven otherwise;
/// none reaches anything but the image, since there are no files before it is mounted. Device nodes are left out: an environment has no use for them.
/// </summary>
/// <param name="bytes">Pays for what is copied of the image below.</param>
internal sealed class LayerApplier(ImageTree tree, ErofsWriter image, EntryBudget budget, ByteBudget bytes)
{
    private const string WhiteoutPrefix = ".wh.";
    private const string OpaqueMarker = ".wh..wh..opq";

    /// <summary>Longest target of a symbolic link, in bytes: what Linux can read.</summary>
    private const int LongestTarget = 4095;

    /// <summary>Applies one layer.</summary>
    /// <exception cref="TarException">The layer is malformed or hostile.</exception>
    /// <exception cref="ImageException">The image has more files than this host takes.</exception>
    public void Apply(Stream archive, CancellationToken cancellationToken)
    {
        var reader = new TarReader(archive);
        using var content = new TarContent(reader);
        var whiteouts = new Whiteouts(tree);
        tree.BeginLayer();
        image.BeginRegion();
        while (reader.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            budget.Spend(entries: 1, bytes: entry.Name.Length + entry.LinkName.Length + entry.Attributes.Sum(attribute => (long)attribute.Key.Length + attribute.Value.Length));
            try
            {
                Apply(entry, content, whiteouts, cancellationToken);
            }
            catch (TreeException exception)
            {
                throw new TarException($"its entry \"{EntryPath.Shown(entry.Name)}\" cannot be made: {exception.Message}");
            }
        }
    }

    private void Apply(TarEntry entry, Stream content, Whiteouts whiteouts, CancellationToken cancellationToken)
    {
        var path = EntryPath.Normalise(entry.Name);
        var name = path[(path.LastIndexOf('/') + 1)..];
        var parent = path[..^name.Length].TrimEnd('/');
        if (name == OpaqueMarker)
        {
            whiteouts.Clear(parent);
            return;
        }

        if (name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
        {
            Whiteout(whiteouts, parent, name[WhiteoutPrefix.Length..]);
            return;
        }

        if (path.Length == 0 && entry.Type != TarType.Directory)
        {
            throw new TarException("it replaces the root directory by something else");
        }

        if (entry.Type is not (TarType.CharacterDevice or TarType.BlockDevice))
        {
            Make(entry, path, content, cancellationToken);
        }
    }

    private static void Whiteout(Whiteouts whiteouts, string parent, string name)
    {
        // Other names that start like this are bookkeeping of old union filesystems.
        if (name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
        {
            return;
        }

        if (name is "" or "." or "..")
        {
            throw new TarException($"it removes \"{EntryPath.Shown(name)}\", which is no name");
        }

        whiteouts.Remove(parent.Length == 0 ? name : $"{parent}/{name}");
    }

    private void Make(TarEntry entry, string path, Stream content, CancellationToken cancellationToken)
    {
        var (metadata, attributes) = KeptAttributes.Of(entry);
        switch (entry.Type)
        {
            case TarType.Directory:
                tree.MakeDirectory(path, metadata, attributes);
                break;
            case TarType.File:
                tree.Add(path, image.WriteFile(metadata, attributes, entry.Size, content, cancellationToken));
                break;
            case TarType.SymbolicLink:
                tree.Add(path, new SymbolicLinkNode(metadata, Target(entry)));
                break;
            case TarType.HardLink:
                HardLink(path, EntryPath.Normalise(entry.LinkName), cancellationToken);
                break;
            case TarType.Pipe:
                tree.Add(path, new SpecialNode(metadata, SpecialType.Pipe));
                break;
            default:
                throw new InvalidOperationException($"{entry.Type} was to be left out");
        }
    }

    /// <summary>A file of the image below gets its other name here, and so has to be here itself.</summary>
    private void HardLink(string path, string target, CancellationToken cancellationToken)
    {
        if (tree.Find(target) is LowerFile lower)
        {
            bytes.Spend(lower.Size);
            using var content = new FileStream(RawFiles.Open(lower.Path), FileAccess.Read, bufferSize: 0);
            tree.Bring(target, image.WriteFile(lower.Metadata, LowerDirectory.AttributesOf(TarType.File, lower.Path), lower.Size, content, cancellationToken));
        }

        tree.AddHardLink(path, target);
    }

    private static string Target(TarEntry entry) =>
        entry.LinkName.Length is > 0 and <= LongestTarget && !entry.LinkName.Contains('\0', StringComparison.Ordinal)
            ? entry.LinkName
            : throw new TarException($"where its link \"{EntryPath.Shown(entry.Name)}\" points is nothing, too long, or has a zero byte in it");
}
