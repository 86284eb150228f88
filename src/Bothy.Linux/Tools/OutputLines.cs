using System.Text;

namespace Bothy.Linux.Tools;

/// <summary>Splits a program's untrusted output into lines of bounded length. A carriage return ends a line too, as progress displays use it.</summary>
public static class OutputLines
{
    /// <summary>Characters of the longest line; longer ones arrive in pieces.</summary>
    public const int LongestLine = 8192;

    /// <summary>Hands every line to <paramref name="line"/> until the stream ends, without what ended it.</summary>
    public static async Task ReadAsync(Stream stream, Action<string> line, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var buffer = new char[LongestLine];
        var text = new StringBuilder();
        var returned = false;
        while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            foreach (var character in buffer.AsMemory(0, read).Span)
            {
                Take(character);
            }
        }

        if (text.Length > 0)
        {
            Emit();
        }

        void Take(char character)
        {
            switch (character)
            {
                // The return before it ended the line already.
                case '\n' when returned:
                    returned = false;
                    break;
                case '\n':
                    Emit();
                    break;
                case '\r':
                    if (text.Length > 0)
                    {
                        Emit();
                        returned = true;
                    }

                    break;
                default:
                    returned = false;
                    text.Append(character);
                    if (text.Length == LongestLine)
                    {
                        Emit();
                    }

                    break;
            }
        }

        void Emit()
        {
            line(text.ToString());
            text.Clear();
        }
    }
}
