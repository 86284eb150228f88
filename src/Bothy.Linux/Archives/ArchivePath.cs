namespace Bothy.Linux.Archives;

/// <summary>Names of entries as directories see them.</summary>
internal static class ArchivePath
{
    /// <summary>The components of a name; a leading <c>/</c> means nothing, as tar(1) has it.</summary>
    /// <exception cref="ArchiveException">A component is <c>..</c>, or cannot be a name.</exception>
    public static string[] Split(string name)
    {
        var components = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(component => component != ".").ToArray();
        return components.Contains("..") || name.Contains('\0', StringComparison.Ordinal)
            ? throw new ArchiveException($"'{name}' would lead out of the destination.")
            : components;
    }
}
