namespace Bothy.Api.Validation.Rules;

/// <summary>Keys and values of labels, and keys of annotations.</summary>
public static class LabelSyntax
{
    private const int LongestPart = 63;
    private const int LongestPrefix = 253;

    /// <summary>What is wrong with a key, as in <c>example.org/team</c>; null if nothing is.</summary>
    public static string? CheckKey(string key)
    {
        var slash = key.LastIndexOf('/');
        var name = key[(slash + 1)..];
        if (slash >= 0 && !IsPrefix(key[..slash]))
        {
            return "has a prefix that is not a DNS name in lower case";
        }

        return IsWord(name) ? null : $"has a name that is not 1 to {LongestPart} letters, digits, '-', '_' or '.', a letter or digit at both ends";
    }

    /// <summary>What is wrong with a label's value; null if nothing is.</summary>
    public static string? CheckValue(string value) =>
        value.Length == 0 || IsWord(value)
            ? null
            : $"has a value that is not at most {LongestPart} letters, digits, '-', '_' or '.', a letter or digit at both ends; annotations take any text";

    private static bool IsPrefix(string prefix) =>
        prefix.Length is > 0 and <= LongestPrefix
        && prefix.Split('.').All(part => part.Length is > 0 and <= LongestPart && IsWord(part) && !part.Any(c => char.IsAsciiLetterUpper(c) || c == '_'));

    private static bool IsWord(string word) =>
        word.Length is > 0 and <= LongestPart
        && char.IsAsciiLetterOrDigit(word[0]) && char.IsAsciiLetterOrDigit(word[^1])
        && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
