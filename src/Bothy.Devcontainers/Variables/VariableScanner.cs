using System.Text;

namespace Bothy.Devcontainers.Variables;

/// <summary>
/// Replaces what the pattern <c>\$\{(.*?)\}</c> finds, where a dot is anything but a line break: the first closing brace ends a variable,
/// so that variables do not nest. Takes time linear in the length.
/// </summary>
internal static class VariableScanner
{
    private static readonly System.Buffers.SearchValues<char> Ends = System.Buffers.SearchValues.Create("}\n\r\u2028\u2029");

    /// <param name="text">Any text.</param>
    /// <param name="resolve">Gives a variable's value, or null to leave it as it stands.</param>
    public static string Replace(string text, Func<Variable, string?> resolve)
    {
        var start = text.IndexOf("${", StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var copied = 0;
        while (start >= 0)
        {
            var length = text.AsSpan(start).IndexOfAny(Ends);
            if (length < 0)
            {
                break;
            }

            var end = start + length;
            if (text[end] == '}')
            {
                var value = resolve(Variable.Parse(text[(start + 2)..end]));
                result.Append(text, copied, start - copied).Append(value ?? text[start..(end + 1)]);
                copied = end + 1;
            }

            start = text.IndexOf("${", end + 1, StringComparison.Ordinal);
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }
}
