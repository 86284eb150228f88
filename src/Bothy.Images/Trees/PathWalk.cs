namespace Bothy.Images.Trees;

/// <summary>Looks paths up as in a chroot (path_resolution(7)): links are followed, <c>..</c> of the root is the root.</summary>
internal static class PathWalk
{
    /// <summary>As many as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>The directory at a path, whose last name is followed as well; null if something on the way does not exist.</summary>
    /// <exception cref="TreeException">Something on the way is no directory, or there are too many links.</exception>
    public static DirectoryNode? TryFind(DirectoryNode root, string path)
    {
        var current = root;
        var links = 0;
        var left = new Stack<string>();
        Push(left, path);
        while (left.TryPop(out var name))
        {
            if (name is ".")
            {
                continue;
            }

            if (name is "..")
            {
                current = current.Parent;
                continue;
            }

            if (!current.Entries.TryGetValue(name, out var entry))
            {
                return null;
            }

            switch (entry.Node)
            {
                case DirectoryNode directory:
                    current = directory;
                    break;
                case SymbolicLinkNode link:
                    if (++links > MostLinks)
                    {
                        throw new TreeException("too many links lie on its way");
                    }

                    current = link.Target.StartsWith('/') ? root : current;
                    Push(left, link.Target);
                    break;
                default:
                    throw new TreeException("what it lies in is not a directory");
            }
        }

        return current;
    }

    private static void Push(Stack<string> left, string path)
    {
        for (var end = path.Length; end > 0;)
        {
            var slash = path.LastIndexOf('/', end - 1);
            if (slash + 1 < end)
            {
                left.Push(path[(slash + 1)..end]);
            }

            end = slash;
        }
    }
}
