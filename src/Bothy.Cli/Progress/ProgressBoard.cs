using Bothy.Api.Logs;
using Bothy.Cli.Logs;
using Bothy.Cli.Output;

namespace Bothy.Cli.Progress;

/// <summary>The lines that show steps on a terminal: a mark, a name, what is done, how long; the last output under what is going on.</summary>
internal static class ProgressBoard
{
    private const int TailLines = 6;
    private const int DurationColumns = 12;

    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    /// <param name="frame">Counts redraws: turns the spinner.</param>
    /// <param name="width">Columns of the terminal; no line is wider, for the lines are counted to redraw them.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<Step> steps, LogTail tail, int frame, int width)
    {
        var names = steps.Select(step => CellWidth.Of(step.Name)).DefaultIfEmpty(0).Max();
        foreach (var step in steps)
        {
            yield return Line(step, frame, Math.Min(names, Math.Max(8, width / 3)), width);
            if (step.State is StepState.Active or StepState.Failed)
            {
                foreach (var text in tail.Of(step.Name, TailLines))
                {
                    yield return "    " + new Cell(text, "dim").Within(Math.Max(1, width - 5)).Markup;
                }
            }
        }
    }

    private static string Line(Step step, int frame, int names, int width)
    {
        var (mark, style) = step.State switch
        {
            StepState.Done => ("[green]✔[/]", null),
            StepState.Failed => ("[red]✘[/]", "red"),
            StepState.Active => ($"[yellow]{Spinner[frame % Spinner.Length]}[/]", null),
            _ => ("[dim]·[/]", "dim"),
        };
        var name = new Cell(step.Name, style).Within(names);
        var duration = step.Duration is { } taken ? Quantity.Duration(taken) : "";
        var room = Math.Max(0, width - 2 - names - 2 - DurationColumns);
        var detail = new Cell(step.Detail, style).Within(room);
        var line = $"{mark} {name.Markup}{Blanks(names - CellWidth.Of(name.Text))}";
        if (detail.Text.Length > 0 || duration.Length > 0)
        {
            line += $"  {detail.Markup}";
        }

        return duration.Length == 0 ? line : $"{line}{Blanks(detail.Text.Length > 0 ? 2 : 0)}[dim]{duration}[/]";
    }

    private static string Blanks(int count) => new(' ', Math.Max(0, count));
}
