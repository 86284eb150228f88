namespace Bothy.Cli.Output;

/// <summary>A piece of foreign text in one colour.</summary>
/// <param name="Text">Made printable when the cell is made; never markup.</param>
/// <param name="Style">A Spectre style as in <c>red</c>; null for the terminal's own.</param>
internal readonly record struct Cell(string Text, string? Style = null)
{
    public string Text { get; private init; } = Printable.Line(Text);

    /// <summary>The text as Spectre markup.</summary>
    public string Markup => Style is null ? Screen.Markup(Text) : $"[{Style}]{Screen.Markup(Text)}[/]";

    /// <summary>At most <paramref name="width"/> columns of it, the last one an ellipsis where something was left out.</summary>
    public Cell Within(int width) => CellWidth.Of(Text) <= width ? this : this with { Text = CellWidth.Cut(Text, width) };
}
