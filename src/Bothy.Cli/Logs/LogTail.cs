using Bothy.Api.Logs;
using Bothy.Cli.Output;

namespace Bothy.Cli.Logs;

/// <summary>The last few lines of a log, for showing under the step that writes them. Not for concurrent use.</summary>
internal sealed class LogTail(int capacity)
{
    private readonly Queue<LogLine> lines = new(capacity);

    public void Add(LogLine line)
    {
        if (lines.Count == capacity)
        {
            lines.Dequeue();
        }

        lines.Enqueue(line);
    }

    /// <summary>The newest lines of <paramref name="source"/>, oldest first, at most <paramref name="count"/>, printable.</summary>
    public IReadOnlyList<string> Of(string source, int count) =>
        [.. lines.Where(line => Matches(line.Source, source)).TakeLast(count).SelectMany(line => Printable.Lines(line.Text)).TakeLast(count)];

    /// <summary>A step <c>postCreateCommand.web</c> also owns what is logged as <c>postCreateCommand</c>; <c>image</c>, <c>disk</c> and the rest belong to the machine.</summary>
    private static bool Matches(string source, string step) =>
        source == step
        || step.StartsWith(source + ".", StringComparison.Ordinal)
        || (step == "machine" && source is "image" or "disk" or "network");
}
