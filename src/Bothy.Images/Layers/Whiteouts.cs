using Bothy.Images.Trees;

namespace Bothy.Images.Layers;

/// <summary>
/// Removals that a layer asks for. They concern the layers below only: what the same layer made stays, in whatever order the
/// archive says it.
/// </summary>
internal sealed class Whiteouts(ImageTree tree)
{
    /// <summary>Removes what has the name.</summary>
    public void Remove(string path)
    {
        if (!tree.TryFind(path, out var parent, out var name))
        {
            return;
        }

        if (!parent.Entries[name].IsOf(tree.Layer))
        {
            tree.Remove(parent, name);
        }
        else if (parent.Entries[name].Node is DirectoryNode directory)
        {
            Clear(directory);
        }
    }

    /// <summary>Removes what is in a directory.</summary>
    public void Clear(string path)
    {
        if (tree.Find(path) is DirectoryNode directory)
        {
            Clear(directory);
        }
    }

    private void Clear(DirectoryNode directory)
    {
        var left = new Stack<DirectoryNode>([directory]);
        while (left.TryPop(out var at))
        {
            foreach (var (name, entry) in at.Entries.ToList())
            {
                if (!entry.IsOf(tree.Layer))
                {
                    tree.Remove(at, name);
                }
                else if (entry.Node is DirectoryNode inside)
                {
                    left.Push(inside);
                }
            }
        }
    }
}
