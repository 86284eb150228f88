namespace Bothy.Daemon.Supervision;

/// <summary>How long to wait before a process that ended is started again: not at all, unless it keeps ending.</summary>
/// <param name="longest">The wait never becomes longer.</param>
internal sealed class RestartBackoff(Random random, TimeSpan longest)
{
    /// <summary>Who ran this long is not in a crash loop.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private int _shortRuns;

    public TimeSpan Next(TimeSpan ran)
    {
        if (ran >= Healthy)
        {
            _shortRuns = 0;
        }

        var pause = _shortRuns == 0
            ? TimeSpan.Zero
            : First * Math.Pow(2, Math.Min(_shortRuns - 1, 20)) * (0.75 + (0.25 * random.NextDouble()));
        _shortRuns++;
        return pause < longest ? pause : longest;
    }
}
