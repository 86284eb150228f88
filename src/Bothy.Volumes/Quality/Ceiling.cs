namespace Bothy.Volumes.Quality;

/// <summary>
/// Spreads units over time at a rate, with a burst: who asks for more waits its turn (the generic cell rate algorithm). Not for several threads at once.
/// </summary>
internal struct Ceiling
{
    /// <summary>What may go through at once after a rest, as time at the full rate.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(50);

    /// <summary>When all that was admitted will have been earned, in <see cref="TimeProvider"/> timestamps.</summary>
    private long earned;

    /// <summary>Books units and says when they may go.</summary>
    /// <param name="rate">Units a second.</param>
    /// <param name="now">A timestamp; never before that of an earlier call.</param>
    /// <param name="frequency">Timestamps a second.</param>
    public long Book(long units, long rate, long now, long frequency)
    {
        var burst = (long)(Burst.TotalSeconds * frequency);
        var start = Math.Max(earned, now - burst);
        earned = start + (long)((double)units * frequency / rate);
        return Math.Max(start, now);
    }
}
