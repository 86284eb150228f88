namespace Bothy.Api.Agents.Client;

/// <summary>Paces attempts to reach an agent that cannot be reached, and gives up in time.</summary>
internal sealed class Outage(TimeProvider time, TimeSpan giveUpAfter)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private long? began;
    private TimeSpan pause;

    /// <summary>True while it lasts.</summary>
    public bool HasHappened => began is not null;

    /// <summary>A connection failed; true where that is news.</summary>
    public bool Begin()
    {
        if (began is not null)
        {
            return false;
        }

        began = time.GetTimestamp();
        pause = Shortest;
        return true;
    }

    /// <summary>A connection was made.</summary>
    public void End() => began = null;

    /// <summary>Waits before the next attempt, each time longer.</summary>
    /// <exception cref="ConnectionLostException">It has lasted too long.</exception>
    public async Task PauseAsync(Exception cause, CancellationToken cancellationToken)
    {
        if (began is { } since && time.GetElapsedTime(since) >= giveUpAfter)
        {
            throw new ConnectionLostException(
                $"The environment's agent could not be reached for {giveUpAfter.TotalSeconds:0.#} s ({cause.Message})", cause);
        }

#pragma warning disable CA5394 // Jitter keeps no secret.
        await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancellationToken).ConfigureAwait(false);
#pragma warning restore CA5394
        pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
    }
}
