namespace Bothy.Cli.Progress;

/// <summary>Measures how long each step takes, for those that do not say so themselves. Not for concurrent use.</summary>
internal sealed class StepClock(TimeProvider time)
{
    private readonly Dictionary<string, long> begun = [];
    private readonly Dictionary<string, TimeSpan> ended = [];
    private bool first = true;
    private long lastEnd = time.GetTimestamp();

    /// <summary>The steps with their durations as of now.</summary>
    public IReadOnlyList<Step> Measure(IEnumerable<Step> steps)
    {
        var measured = steps.Select(step => step.Duration is null ? step with { Duration = Duration(step) } : step).ToList();
        first = false;
        return measured;
    }

    private TimeSpan? Duration(Step step)
    {
        switch (step.State)
        {
            case StepState.Waiting:
                begun.Remove(step.Name);
                ended.Remove(step.Name);
                return null;
            case StepState.Active:
                ended.Remove(step.Name);
                return time.GetElapsedTime(Begin(step.Name));
            default:
                if (first)
                {
                    // It was over before anybody watched.
                    ended[step.Name] = TimeSpan.Zero;
                }
                else if (!ended.ContainsKey(step.Name))
                {
                    ended[step.Name] = time.GetElapsedTime(Begin(step.Name));
                    lastEnd = time.GetTimestamp();
                }

                return ended[step.Name] == TimeSpan.Zero ? null : ended[step.Name];
        }
    }

    /// <summary>A step that ended between two looks began, as far as can be told, when the one before it ended.</summary>
    private long Begin(string name)
    {
        if (!begun.TryGetValue(name, out var start))
        {
            begun[name] = start = lastEnd;
        }

        return start;
    }
}
