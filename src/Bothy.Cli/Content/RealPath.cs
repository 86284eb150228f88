namespace Bothy.Cli.Content;

/// <summary>Where a path leads once every symbolic link on it is followed, so that one directory has one name.</summary>
internal static class RealPath
{
    /// <param name="path">An existing directory.</param>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var resolved = "/";
        var remaining = new Stack<string>(Parts(full).Reverse());
        for (var links = 0; remaining.TryPop(out var part);)
        {
            var next = Path.Combine(resolved, part);
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > 40)
            {
                throw new IOException($"too many symbolic links in {full}");
            }

            var absolute = Path.GetFullPath(target, resolved);
            resolved = "/";
            foreach (var piece in Parts(absolute).Reverse())
            {
                remaining.Push(piece);
            }
        }

        return resolved;
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
