using System.Globalization;
using System.Text;

namespace Bothy.Devcontainers.Diagnostics;

/// <summary>Text of a repository as a message may show it: on one line, of bounded length, without anything a terminal would obey.</summary>
internal static class QuotedText
{
    private const int MaxLength = 80;

    /// <summary>The start of a text, in quotation marks.</summary>
    public static string Of(string text) =>
        text.Length > MaxLength ? $"\"{Escape(text.AsSpan(0, MaxLength))}…\"" : $"\"{Escape(text)}\"";

    /// <summary>A sentence that may quote a repository: its start and its end, where it is long.</summary>
    public static string Within(string sentence) =>
        sentence.Length > 2 * MaxLength ? $"{Escape(sentence.AsSpan(0, MaxLength))}…{Escape(sentence.AsSpan(^MaxLength..))}" : Escape(sentence);

    private static string Escape(ReadOnlySpan<char> text)
    {
        var builder = new StringBuilder();
        foreach (var character in text)
        {
            if (IsHarmless(character))
            {
                builder.Append(character);
            }
            else
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
        }

        return builder.ToString();
    }

    private static bool IsHarmless(char character) => char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
