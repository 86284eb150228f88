using System.Text;
using Spectre.Console;

namespace Bothy.Cli.Output;

/// <summary>Columns that text takes on a terminal: two for most East Asian characters and emoji.</summary>
internal static class CellWidth
{
    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : text.GetCellWidth();

    /// <summary>The beginning of <paramref name="text"/> and an ellipsis, in at most <paramref name="width"/> columns.</summary>
    public static string Cut(string text, int width)
    {
        var kept = new StringBuilder();
        var left = width - 1;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Of(rune.ToString());
            if (left < 0)
            {
                break;
            }

            kept.Append(rune);
        }

        return width <= 0 ? "" : kept.ToString().TrimEnd() + "…";
    }
}
