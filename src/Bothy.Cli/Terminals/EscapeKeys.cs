namespace Bothy.Cli.Terminals;

/// <summary>
/// Finds <c>~.</c> at the beginning of a line, which leaves the session, as ssh(1) has it. <c>~~</c> there is a plain <c>~</c>.
/// Not for concurrent use.
/// </summary>
internal sealed class EscapeKeys
{
    private enum Position
    {
        LineBegin,
        AfterTilde,
        Elsewhere,
    }

    private Position position = Position.LineBegin;

    /// <summary>Takes what was typed.</summary>
    /// <param name="typed">Bytes as the terminal gives them.</param>
    /// <param name="passed">Room for one byte more than was typed.</param>
    /// <returns>How many bytes go on to the session, and whether to leave it after them.</returns>
    public (int Count, bool Leave) Take(ReadOnlySpan<byte> typed, Span<byte> passed)
    {
        var count = 0;
        foreach (var key in typed)
        {
            switch (position, key)
            {
                case (Position.AfterTilde, (byte)'.'):
                    return (count, true);
                case (Position.AfterTilde, (byte)'~'):
                    passed[count++] = (byte)'~';
                    position = Position.Elsewhere;
                    continue;
                case (Position.AfterTilde, _):
                    passed[count++] = (byte)'~';
                    break;
                case (Position.LineBegin, (byte)'~'):
                    position = Position.AfterTilde;
                    continue;
            }

            passed[count++] = key;
            position = key is (byte)'\r' or (byte)'\n' ? Position.LineBegin : Position.Elsewhere;
        }

        return (count, false);
    }
}
