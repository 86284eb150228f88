namespace Bothy.Volumes.Quality;

/// <summary>What a volume was served since it was attached to the server that says so.</summary>
/// <param name="Fetched">Reads that had to wait for bytes from elsewhere.</param>
/// <param name="DelayedMilliseconds">Time that requests waited for ceilings and for others' turns, summed up.</param>
/// <param name="Failures">Requests that were answered with an IO error.</param>
/// <param name="Resent">Requests that an earlier server had been given and had not answered when it ended.</param>
public sealed record IoCounters(
    long Reads,
    long BytesRead,
    long Writes,
    long BytesWritten,
    long Discards,
    long Flushes,
    long Fetched,
    long DelayedMilliseconds,
    long Failures,
    long Resent);
