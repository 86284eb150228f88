using System.Text;

namespace Bothy.Images.Registries.Authentication;

/// <summary>Reads <c>WWW-Authenticate</c>, which may hold several challenges. What is malformed ends the list; nothing is an error.</summary>
internal sealed class AuthChallengeReader
{
    private const int LongestHeader = 16 * 1024;
    private const int MostParameters = 32;
    private readonly string text;
    private int at;

    private AuthChallengeReader(string text) => this.text = text;

    public static IReadOnlyList<AuthChallenge> Read(string header) =>
        header.Length > LongestHeader ? [] : new AuthChallengeReader(header).ReadAll();

    private List<AuthChallenge> ReadAll()
    {
        var challenges = new List<AuthChallenge>();
        SkipSeparators();
        while (ReadToken() is { } scheme)
        {
            var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            challenges.Add(new AuthChallenge(scheme, parameters));
            SkipToken68();
            while (ReadParameter() is { } parameter && parameters.Count < MostParameters)
            {
                parameters.TryAdd(parameter.Name, parameter.Value);
            }

            SkipSeparators();
        }

        return challenges;
    }

    /// <summary>The next <c>name=value</c>; null, with nothing consumed, where another challenge begins.</summary>
    private (string Name, string Value)? ReadParameter()
    {
        var start = at;
        SkipSeparators();
        if (ReadToken() is { } name)
        {
            SkipBlanks();
            if (at < text.Length && text[at] == '=')
            {
                at++;
                SkipBlanks();
                if ((at < text.Length && text[at] == '"' ? ReadQuoted() : ReadToken()) is { } value)
                {
                    return (name, value);
                }
            }
        }

        at = start;
        return null;
    }

    private string? ReadQuoted()
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at++;
                    return value.ToString();
                case '\\' when at + 1 < text.Length:
                    value.Append(text[++at]);
                    break;
                default:
                    value.Append(text[at]);
                    break;
            }
        }

        return null;
    }

    private string? ReadToken()
    {
        var start = at;
        while (at < text.Length && IsTokenCharacter(text[at]))
        {
            at++;
        }

        return at > start ? text[start..at] : null;
    }

    /// <summary>Schemes such as Negotiate have one bare value instead of parameters.</summary>
    private void SkipToken68()
    {
        var start = at;
        SkipBlanks();
        while (at < text.Length && (IsTokenCharacter(text[at]) || text[at] == '/'))
        {
            at++;
        }

        while (at < text.Length && text[at] == '=')
        {
            at++;
        }

        SkipBlanks();
        if (at < text.Length && text[at] != ',')
        {
            at = start;
        }
    }

    private void SkipSeparators()
    {
        while (at < text.Length && text[at] is ' ' or '\t' or ',')
        {
            at++;
        }
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }
    }

    private static bool IsTokenCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal);
}
