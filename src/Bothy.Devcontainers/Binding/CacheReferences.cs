namespace Bothy.Devcontainers.Binding;

/// <summary>What <c>cacheFrom</c> and <c>--cache-from</c> name: an image, or in buildx's words <c>type=registry,ref=IMAGE</c>.</summary>
internal static class CacheReferences
{
    /// <summary>Why a cache of another type has no effect.</summary>
    public const string OtherType = "steps of earlier builds are taken from registries only";

    /// <returns>The image; null for a cache of another type.</returns>
    public static string? Find(string text)
    {
        if (!text.Contains('='))
        {
            return text.Length == 0 ? null : text;
        }

        var members = text.Split(',').Select(member => member.Split('=', 2)).Where(member => member.Length == 2).ToLookup(member => member[0].Trim(), member => member[1].Trim());
        return members["type"].FirstOrDefault() == "registry" ? members["ref"].FirstOrDefault(reference => reference.Length > 0) : null;
    }
}
