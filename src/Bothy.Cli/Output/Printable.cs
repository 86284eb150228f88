using System.Globalization;
using System.Text;

namespace Bothy.Cli.Output;

/// <summary>
/// Makes text from an environment or a server fit for a terminal: names, messages and log lines are other people's, and
/// a control character in them could move the cursor, set the title, or have the terminal answer into the user's shell.
/// </summary>
internal static class Printable
{
    /// <summary><paramref name="text"/> on one line, every control and invisible formatting character made a visible substitute.</summary>
    public static string Line(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.Any(IsSuspicious))
        {
            return text ?? "";
        }

        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            line.Append(character switch
            {
                '\t' or '\n' or '\r' => ' ',
                _ when IsSuspicious(character) => '\uFFFD',
                _ => character,
            });
        }

        return line.ToString();
    }

    /// <summary>The lines of <paramref name="text"/>, each as <see cref="Line"/> makes it.</summary>
    public static IEnumerable<string> Lines(string? text) =>
        (text ?? "").ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(Line);

    /// <summary>C0, C1 and DEL; the bidirectional and other format characters that make text read as what it is not; line separators.</summary>
    private static bool IsSuspicious(char character) => !char.IsAscii(character)
        ? character != '\u200D' && char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        : char.IsControl(character);
}
