using System.Text;

namespace Bothy.Cli.Content;

/// <summary>Names as the API takes them: RFC 1123 labels.</summary>
internal static class EnvironmentName
{
    public const int MaximumLength = 63;

    /// <summary>Made from a repository's or a directory's last part: lower case, anything else a dash; <c>environment</c> when nothing is left.</summary>
    public static string From(string content)
    {
        var last = content.TrimEnd('/').Split('/', ':')[^1];
        if (last.EndsWith(".git", StringComparison.Ordinal))
        {
            last = last[..^4];
        }

        var name = new StringBuilder();
        foreach (var character in last.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                name.Append(character);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        name.Length = Math.Min(name.Length, MaximumLength);
        var label = name.ToString().TrimEnd('-');
        return label.Length == 0 ? "environment" : label;
    }

    /// <summary>The next name to try when <paramref name="name"/> is taken: <c>work</c>, <c>work-2</c>, <c>work-3</c>, …</summary>
    public static string Next(string name)
    {
        var dash = name.LastIndexOf('-');
        var (stem, number) = dash > 0 && int.TryParse(name.AsSpan(dash + 1), out var last) && last is > 1 and < 1000
            ? (name[..dash], last + 1)
            : (name, 2);
        var suffix = $"-{number}";
        return stem[..Math.Min(stem.Length, MaximumLength - suffix.Length)].TrimEnd('-') + suffix;
    }

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaximumLength
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
        && name[0] != '-' && name[^1] != '-';
}
