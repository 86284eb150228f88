using System.Text.RegularExpressions;

namespace Bothy.Images.Debian;

/// <summary>What the tags of Debian images mean.</summary>
internal static partial class DebianSuites
{
    private static readonly Dictionary<string, string> ByNumber = new()
    {
        ["11"] = "bullseye",
        ["12"] = "bookworm",
        ["13"] = "trixie",
        ["14"] = "forky",
    };

    private static readonly string[] Rolling = ["sid", "unstable", "testing", "stable", "oldstable", "oldoldstable"];

    public static IReadOnlyCollection<string> Known => [.. ByNumber.Values, .. Rolling];

    /// <summary>Reads a tag of <c>debian</c>: a name or number, with <c>-slim</c> or not; null if it is neither.</summary>
    public static (string Suite, bool Slim)? FromTag(string tag)
    {
        var match = TagPattern().Match(tag);
        if (!match.Success)
        {
            return null;
        }

        return FromName(match.Groups["name"].Value) is { } suite ? (suite, match.Groups["slim"].Success) : null;
    }

    /// <summary>Reads a tag of the Dev Containers base image, such as <c>bookworm</c>, <c>debian-12</c> or <c>1.0.21-bookworm</c>.</summary>
    public static string? FromDevcontainerTag(string tag) =>
        DevcontainerPattern().Match(tag) is { Success: true } match ? FromName(match.Groups["name"].Value) : null;

    /// <summary>True for releases that have updates and security archives beside the main one.</summary>
    public static bool HasUpdates(string suite) => suite is not ("sid" or "unstable" or "forky" or "testing");

    private static string? FromName(string name) =>
        name is "latest" or "debian" ? "stable"
        : ByNumber.TryGetValue(name, out var suite) ? suite
        : Known.Contains(name) ? name
        : null;

    // A point release such as 12.5 means its release; a date, as in bookworm-20240101, cannot be had again.
    [GeneratedRegex(@"^(?<name>[a-z]+|[0-9]+)(?:\.[0-9]+)?(?<slim>-slim)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"^(?:(?:dev|[0-9]+(?:\.[0-9]+)*)-)?(?:debian-?)?(?<name>debian|latest|[a-z]+|[0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DevcontainerPattern();
}
