namespace Bothy.Devcontainers.Variables;

/// <summary>Paths inside an environment, as text.</summary>
internal static class PosixPath
{
    /// <summary>The last segment, trailing slashes aside; empty for the root.</summary>
    public static string Basename(string path)
    {
        var trimmed = path.AsSpan().TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..].ToString();
    }

    /// <summary>Whether a path is absolute and says what it means: no <c>.</c>, <c>..</c> or control character in it.</summary>
    public static bool IsCleanAbsolute(string path) =>
        path.StartsWith('/')
        && path.Length < 4096
        && !path.Any(char.IsControl)
        && !path.Split('/').Any(segment => segment is "." or "..");

    /// <summary>Without repeated or trailing slashes.</summary>
    public static string Normalize(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether a path is the folder or lies in it; both normalised.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder == "/" ? "/" : folder + "/", StringComparison.Ordinal);

    /// <summary>The folder of a relative path; empty for a name alone.</summary>
    public static string Directory(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    /// <summary>A path relative to a folder as one from where the folder's own path begins, without <c>.</c> and <c>..</c>; null if it leads out of there.</summary>
    public static string? Within(string folder, string path)
    {
        var parts = new List<string>();
        foreach (var part in $"{folder}/{path}".Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count == 0)
            {
                return null;
            }
            else
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }
}
