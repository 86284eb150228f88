using System.Text.RegularExpressions;

namespace Bothy.Runner.Content;

/// <summary>
/// Git's progress, told apart from what it says: each phase's beginning and end are lines of the log, what comes between is the present activity.
/// </summary>
internal sealed partial class CloneProgress(Action<string> log, Action<string> activity, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private long last;
    private string? phase;

    /// <summary>Takes one line, as it ends in a line feed or a carriage return.</summary>
    public void Line(string line)
    {
        var match = Counter().Match(line);
        if (!match.Success)
        {
            log(line);
            return;
        }

        var name = match.Groups["phase"].Value;
        var finished = line.EndsWith(", done.", StringComparison.Ordinal);
        if (finished)
        {
            log(line);
        }

        // The first and the last of a phase, and else so often that a change can be seen.
        if (finished || name != phase || time.GetElapsedTime(last) >= Pause)
        {
            (phase, last) = (name, time.GetTimestamp());
            var speed = match.Groups["speed"].Success ? $", {match.Groups["speed"].Value.Trim()}" : "";
            activity($"{char.ToLowerInvariant(name[0])}{name[1..]}: {match.Groups["percent"].Value} %{speed}");
        }
    }

    [GeneratedRegex(@"^(remote: )?(?<phase>[A-Z][A-Za-z ]{1,60}): +(?<percent>\d{1,3})% \(\d+/\d+\)(, (?<speed>[0-9.]+ [KMGT]?i?B(ytes)?( \| [0-9.]+ [KMGT]?i?B/s)?))?")]
    private static partial Regex Counter();
}
