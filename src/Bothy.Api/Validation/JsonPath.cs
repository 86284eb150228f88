using System.Text.RegularExpressions;

namespace Bothy.Api.Validation;

/// <summary>Paths as people read them: <c>metadata.labels['example.org/team']</c>.</summary>
internal static partial class JsonPath
{
    private const int LongestName = 80;

    public static string Member(string parent, string name)
    {
        if (Plain().IsMatch(name))
        {
            return parent.Length == 0 ? name : $"{parent}.{name}";
        }

        var shown = name.Length > LongestName ? name[..LongestName] + "…" : name;
        return $"{parent}['{shown}']";
    }

    public static string Item(string parent, int index) => $"{parent}[{index}]";

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,79}$")]
    private static partial Regex Plain();
}
