using Bothy.Api.Logs;
using Bothy.Cli.Output;

namespace Bothy.Cli.Progress;

/// <summary>A line for each change, and the output of set-up commands as it comes: for files and pipes.</summary>
internal sealed class PlainProgressView(TextWriter output) : IProgressView
{
    private readonly Dictionary<string, (StepState State, string Detail)> shown = [];

    public TimeSpan? Refresh => null;

    public void Show(IReadOnlyList<Step> steps)
    {
        foreach (var step in steps)
        {
            var before = shown.GetValueOrDefault(step.Name);
            shown[step.Name] = (step.State, step.Detail);
            var saysNothing = step is { State: StepState.Active, Detail: "" } && before.State == StepState.Active;
            if (before == (step.State, step.Detail) || step.State == StepState.Waiting || saysNothing)
            {
                continue;
            }

            output.WriteLine(Line(step, before.State));
        }
    }

    public void Log(LogLine line)
    {
        foreach (var text in Printable.Lines(line.Text))
        {
            output.WriteLine($"{Printable.Line(line.Source)} | {text}");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Line(Step step, StepState before)
    {
        var detail = step.Detail.Length == 0 ? "" : $": {step.Detail}";
        return step.State switch
        {
            StepState.Active when before == StepState.Active => $"{step.Name}{detail}",
            StepState.Active => detail.Length == 0 ? $"{step.Name} …" : $"{step.Name}{detail}",
            StepState.Failed => $"{step.Name} failed{detail}{Duration(step)}",
            _ => $"{step.Name} done{detail}{Duration(step)}",
        };
    }

    private static string Duration(Step step) => step.Duration is { } duration ? $" ({Quantity.Duration(duration)})" : "";
}
