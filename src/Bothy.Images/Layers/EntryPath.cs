using Bothy.Images.Trees;

namespace Bothy.Images.Layers;

/// <summary>Paths in archives: relative to the image's root, whatever they begin with.</summary>
internal static class EntryPath
{
    /// <summary>Bytes; below the kernel's limit of 4096 with room for where the tree lies.</summary>
    private const int MaximumLength = 3500;

    private const int MaximumName = 255;

    /// <summary>The path without empty and <c>.</c> parts; empty for the root itself.</summary>
    /// <exception cref="TarException">It climbs with <c>..</c>, or is too long.</exception>
    public static string Normalise(string raw)
    {
        var parts = raw.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (parts.Contains(".."))
        {
            throw new TarException($"its path \"{Shown(raw)}\" climbs with ..");
        }

        if (raw.Contains('\0', StringComparison.Ordinal) || raw.Length > MaximumLength || parts.Any(part => part.Length > MaximumName))
        {
            throw new TarException($"its path \"{Shown(raw)}\" is too long, or has a zero byte in it");
        }

        return string.Join('/', parts);
    }

    public static string Shown(string raw) => RawName.ToText(raw.Length > 200 ? raw[..200] + "..." : raw);
}
