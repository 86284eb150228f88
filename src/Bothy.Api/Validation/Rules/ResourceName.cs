namespace Bothy.Api.Validation.Rules;

/// <summary>Names of resources: RFC 1123 labels that cannot be taken for an id.</summary>
public static class ResourceName
{
    /// <summary>Characters that a name may have.</summary>
    public const int LongestName = 63;

    /// <summary>What is wrong with a name; null if nothing is.</summary>
    public static string? Check(string name) => name switch
    {
        "" => "must not be empty",
        { Length: > LongestName } => $"must have at most {LongestName} characters; it has {name.Length}",
        _ when !IsLabel(name) => "must be made of a-z, 0-9 and '-', and begin and end with a letter or digit" + Suggestion(name),
        _ when Guid.TryParseExact(name, "D", out _) => "must not look like an id",
        _ => null,
    };

    private static bool IsLabel(string name) =>
        name[0] != '-' && name[^1] != '-' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string Suggestion(string name)
    {
        var label = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        return label.Length > 0 && IsLabel(label) ? $"; '{label}' would do" : "";
    }
}
