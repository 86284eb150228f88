namespace Bothy.Cli.Output;

/// <summary>
/// A table without lines: one line a row, columns two blanks apart, the last without trailing blanks. Where it is too wide,
/// the columns that may shrink do, the widest first.
/// </summary>
internal sealed class TextTable(params IReadOnlyList<TextColumn> columns)
{
    private const int Gap = 2;
    private const int LeastShrunk = 10;

    private readonly List<IReadOnlyList<Cell>> rows = [];

    public void Add(params IReadOnlyList<Cell> cells) => rows.Add(cells);

    /// <summary>The lines as Spectre markup, the titles first.</summary>
    /// <param name="width">Columns of the terminal; null where lines may be as long as they are.</param>
    public IReadOnlyList<string> Lines(int? width)
    {
        IReadOnlyList<Cell> titles = [.. columns.Select(column => new Cell(column.Title, "dim"))];
        IReadOnlyList<IReadOnlyList<Cell>> all = [titles, .. rows];
        var widths = columns.Select((_, index) => all.Max(row => CellWidth.Of(row[index].Text))).ToArray();
        if (width is { } available)
        {
            Shrink(widths, available);
        }

        return [.. all.Select(row => Line(row, widths))];
    }

    private static string Line(IReadOnlyList<Cell> row, int[] widths)
    {
        var last = row.Count - 1;
        while (last > 0 && row[last].Text.Length == 0)
        {
            last--;
        }

        var parts = row.Take(last + 1).Select((cell, index) =>
        {
            var fitted = cell.Within(widths[index]);
            var padding = index == last ? 0 : widths[index] + Gap - CellWidth.Of(fitted.Text);
            return fitted.Markup + new string(' ', padding);
        });
        return string.Concat(parts);
    }

    private void Shrink(int[] widths, int available)
    {
        var excess = widths.Sum() + (Gap * (widths.Length - 1)) - available;
        while (excess-- > 0)
        {
            var widest = Enumerable.Range(0, widths.Length)
                .Where(index => columns[index].MayShrink && widths[index] > LeastShrunk)
                .DefaultIfEmpty(-1)
                .MaxBy(index => index < 0 ? -1 : widths[index]);
            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
        }
    }
}
