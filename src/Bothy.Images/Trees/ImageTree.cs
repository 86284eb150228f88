using System.Diagnostics.CodeAnalysis;

namespace Bothy.Images.Trees;

/// <summary>
/// The files of an image, in memory, while layers are applied to it. Paths are raw names, relative to the root, with neither empty parts nor dots; what
/// they lie in is looked up as in a chroot, and the last name of one is never followed. Directories on the way that nobody made are made.
/// </summary>
/// <param name="budget">Pays for each directory that nobody asked for, and for what is read of the image below.</param>
/// <param name="below">Where an image is mounted that the layers lie on; null for none.</param>
internal sealed class ImageTree(EntryBudget budget, string? below = null)
{
    /// <summary>Directories below one another at most: more than a path that Linux takes can have, and less than makes trouble for whoever walks them.</summary>
    public const int Deepest = 2048;

    private readonly List<FileNode> removed = [];
    private string lastPath = "";
    private DirectoryNode? last;

    public DirectoryNode Root { get; } = below is null
        ? new(null, EntryMetadata.OfImpliedDirectory, EntryAttributes.None) { Names = 1 }
        : LowerDirectory.OpenRoot(below, budget);

    /// <summary>Number of the layer that is being applied, from 1; 0 before the first.</summary>
    public int Layer { get; private set; }

    /// <summary>Files that have no name any more.</summary>
    public IReadOnlyList<FileNode> Removed => removed;

    public void BeginLayer() => Layer++;

    /// <summary>Makes a directory, or gives the one that is there other metadata; anything else at the path is replaced.</summary>
    /// <exception cref="TreeException">The path leads nowhere.</exception>
    public void MakeDirectory(string path, EntryMetadata metadata, EntryAttributes attributes)
    {
        if (path.Length == 0)
        {
            (Root.Metadata, Root.Attributes) = (metadata, attributes);
            return;
        }

        var (parent, name) = Locate(path);
        if (parent.Entries.TryGetValue(name, out var entry) && entry.Node is DirectoryNode there)
        {
            (there.Metadata, there.Attributes) = (metadata, attributes);
            Mark(there);
            return;
        }

        Put(parent, name, new DirectoryNode(parent, metadata, attributes) { Layer = Layer });
    }

    /// <summary>Gives a file, link, pipe, socket or device a name, replacing what has it.</summary>
    /// <exception cref="TreeException">The path leads nowhere.</exception>
    public void Add(string path, Node node)
    {
        var (parent, name) = Locate(path);
        Put(parent, name, node);
    }

    /// <summary>Puts a file in the place of the same file of the image below: whose name it is does not change by that.</summary>
    /// <param name="path">What is there is a <see cref="LowerFile"/>.</param>
    public void Bring(string path, FileNode file)
    {
        var (parent, name) = Locate(path);
        file.Names++;
        parent.Entries[name] = parent.Entries[name] with { Node = file };
    }

    /// <summary>Gives what has the name <paramref name="target"/> another one.</summary>
    /// <exception cref="TreeException">A path leads nowhere, or there is nothing, or a directory, at the target.</exception>
    public void AddHardLink(string path, string target)
    {
        var node = Find(target) ?? throw new TreeException($"what it links to, \"{RawName.ToText(target)}\", does not exist");
        if (node is DirectoryNode)
        {
            throw new TreeException($"what it links to, \"{RawName.ToText(target)}\", is a directory");
        }

        if (path != target)
        {
            Add(path, node);
        }
    }

    /// <summary>What has the name, not following a link in its last place; null if nothing has.</summary>
    public Node? Find(string path) => path.Length == 0 ? Root : TryFind(path, out var parent, out var name) ? parent.Entries[name].Node : null;

    /// <summary>Finds a name and the directory it is in, making nothing.</summary>
    public bool TryFind(string path, [NotNullWhen(true)] out DirectoryNode? parent, out string name)
    {
        (var directory, name) = Split(path);
        try
        {
            parent = PathWalk.TryFind(Root, directory);
        }
        catch (TreeException)
        {
            parent = null;
        }

        return parent is not null && parent.Entries.ContainsKey(name);
    }

    /// <summary>Removes what has the name, a directory with all that is in it. Does nothing if nothing has.</summary>
    public void Remove(string path)
    {
        if (TryFind(path, out var parent, out var name))
        {
            Remove(parent, name);
        }
    }

    public void Remove(DirectoryNode parent, string name)
    {
        if (!parent.Entries.Remove(name, out var entry))
        {
            return;
        }

        if (entry.Node is DirectoryNode or SymbolicLinkNode)
        {
            last = null;
        }

        var left = new Stack<Node>([entry.Node]);
        while (left.TryPop(out var node))
        {
            node.Names--;
            if (node is DirectoryNode directory)
            {
                foreach (var inside in directory.Seen.Values)
                {
                    left.Push(inside.Node);
                }
            }
            else if (node is FileNode { Names: 0 } file)
            {
                removed.Add(file);
            }
        }
    }

    /// <summary>Names in a directory, in order; none if there is no directory at the path.</summary>
    public IReadOnlyList<string> List(string path) => Find(path) is DirectoryNode directory ? [.. directory.Entries.Keys.Order(StringComparer.Ordinal)] : [];

    private void Put(DirectoryNode parent, string name, Node node)
    {
        if (node is DirectoryNode { Depth: > Deepest })
        {
            throw new TreeException("it lies too deep");
        }

        // First, so that what keeps its content under another name is not taken for removed.
        node.Names++;
        Remove(parent, name);
        parent.Entries[name] = new TreeEntry(node, Layer);
        Mark(parent);
    }

    /// <summary>This layer made a directory, and with it what it lies in.</summary>
    private void Mark(DirectoryNode directory)
    {
        for (var at = directory; at.Layer != Layer; at = at.Parent)
        {
            at.Layer = Layer;
        }
    }

    private (DirectoryNode Parent, string Name) Locate(string path)
    {
        var (directory, name) = Split(path);
        if (last is null || lastPath != directory)
        {
            (last, lastPath) = (PathWalk.TryFind(Root, directory) ?? MakeParents(directory), directory);
        }

        return (last, name);
    }

    private DirectoryNode MakeParents(string path)
    {
        var (directory, name) = Split(path);
        var parent = PathWalk.TryFind(Root, directory) ?? MakeParents(directory);
        if (!parent.Entries.ContainsKey(name))
        {
            budget.Spend(entries: 1, bytes: name.Length);
            Put(parent, name, new DirectoryNode(parent, EntryMetadata.OfImpliedDirectory, EntryAttributes.None) { Layer = Layer });
        }

        return PathWalk.TryFind(Root, path) ?? throw new TreeException("a link on its way leads nowhere");
    }

    private static (string Directory, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }
}
