namespace Bothy.Devcontainers.Json;

/// <summary>Turns offsets that only grow into lines and columns, reading the text once however long its lines are.</summary>
internal struct PositionTracker
{
    private int offset;
    private int line;
    private int column;

    public TextPosition AdvanceTo(ReadOnlySpan<byte> text, int target)
    {
        for (; offset < Math.Min(target, text.Length); offset++)
        {
            if (text[offset] == (byte)'\n')
            {
                line++;
                column = 0;
            }
            else if ((text[offset] & 0xC0) != 0x80)
            {
                column++;
            }
        }

        return new TextPosition(line + 1, column + 1);
    }
}
