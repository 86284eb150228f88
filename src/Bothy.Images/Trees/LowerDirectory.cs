using Bothy.Images.Layers;
using Bothy.Linux.Paths;

namespace Bothy.Images.Trees;

/// <summary>
/// A directory of the image below, which is mounted and never changes. It is read when somebody looks into it.
/// </summary>
/// <param name="parent">What it lies in; null for the root.</param>
/// <param name="name">Raw name in that; of the root, the raw path of where it is mounted, without symbolic links.</param>
/// <param name="budget">Pays for what is read.</param>
internal sealed class LowerDirectory(LowerDirectory? parent, string name, EntryBudget budget)
{
    /// <summary>What that image has in it, by raw name; empty before it was read.</summary>
    public IReadOnlyDictionary<string, Node> Nodes { get; private set; } = new Dictionary<string, Node>();

    /// <summary>Raw path of where it is mounted.</summary>
    public string Path => parent is null ? name : parent.PathOf(name);

    /// <summary>The root directory of a mounted image.</summary>
    public static DirectoryNode OpenRoot(string mountedAt, EntryBudget budget)
    {
        var root = new LowerDirectory(null, RawName.FromText(mountedAt), budget);
        return Directory(null, root, root.Path, Status(root.Path));
    }

    /// <summary>Raw path of something in it.</summary>
    public string PathOf(string entry) => $"{Path}/{entry}";

    /// <summary>Looks into it, once.</summary>
    /// <param name="self">The directory that it is in the tree.</param>
    /// <exception cref="ImageException">There is more than the budget pays for.</exception>
    public Dictionary<string, TreeEntry> Read(DirectoryNode self)
    {
        var nodes = new Dictionary<string, Node>(StringComparer.Ordinal);
        var path = Path;
        foreach (var entry in RawFiles.List(path))
        {
            budget.Spend(entries: 1, bytes: entry.Length);
            var at = $"{path}/{entry}";
            nodes.Add(entry, Of(self, entry, at, Status(at)));
        }

        Nodes = nodes;
        return nodes.ToDictionary(pair => pair.Key, pair => new TreeEntry(pair.Value, Layer: 0), StringComparer.Ordinal);
    }

    /// <summary>Those that images may have.</summary>
    internal static EntryAttributes AttributesOf(TarType type, string path) =>
        EntryAttributes.Of(RawFiles.Attributes(path).Where(attribute => KeptAttributes.IsKept(type, attribute.Key)));

    private Node Of(DirectoryNode self, string entry, string path, in FileStatus status) => status switch
    {
        { IsDirectory: true } => Directory(self, new LowerDirectory(this, entry, budget), path, status),
        { IsRegular: true } => new LowerFile(Metadata(status), this, entry, status.Size) { Names = 1 },
        { IsSymbolicLink: true } => new SymbolicLinkNode(Metadata(status), RawFiles.Target(path)) { Names = 1 },
        _ => new SpecialNode(Metadata(status), SpecialType.Pipe) { Names = 1 },
    };

    /// <param name="path">The path of <paramref name="lower"/>.</param>
    private static DirectoryNode Directory(DirectoryNode? parent, LowerDirectory lower, string path, in FileStatus status) => new(parent, Metadata(status), AttributesOf(TarType.Directory, path))
    {
        Names = 1,
        Lower = lower,
    };

    private static FileStatus Status(string path) => RawFiles.Status(path) ?? throw new FileNotFoundException($"{RawName.ToText(path)}, of an image below, is gone.");

    private static EntryMetadata Metadata(in FileStatus status) =>
        new(status.Mode & 0xFFF, status.UserId, status.GroupId, status.ModifiedSeconds, status.ModifiedNanoseconds);
}
