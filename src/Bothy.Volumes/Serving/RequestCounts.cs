using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Serving;

/// <summary>What a file was asked for; counted by all threads.</summary>
internal sealed class RequestCounts
{
    private long reads;
    private long bytesRead;
    private long writes;
    private long bytesWritten;
    private long discards;
    private long flushes;
    private long fetched;
    private long delayedTicks;
    private long failures;
    private long resent;

    public void Read(int bytes)
    {
        Interlocked.Increment(ref reads);
        Interlocked.Add(ref bytesRead, bytes);
    }

    public void Written(int bytes)
    {
        Interlocked.Increment(ref writes);
        Interlocked.Add(ref bytesWritten, bytes);
    }

    public void Discarded() => Interlocked.Increment(ref discards);

    public void Flushed() => Interlocked.Increment(ref flushes);

    public void Fetched() => Interlocked.Increment(ref fetched);

    public void Delayed(TimeSpan time) => Interlocked.Add(ref delayedTicks, time.Ticks);

    public void Failed() => Interlocked.Increment(ref failures);

    public void Resent() => Interlocked.Increment(ref resent);

    public IoCounters Snapshot() => new(
        Interlocked.Read(ref reads),
        Interlocked.Read(ref bytesRead),
        Interlocked.Read(ref writes),
        Interlocked.Read(ref bytesWritten),
        Interlocked.Read(ref discards),
        Interlocked.Read(ref flushes),
        Interlocked.Read(ref fetched),
        (long)TimeSpan.FromTicks(Interlocked.Read(ref delayedTicks)).TotalMilliseconds,
        Interlocked.Read(ref failures),
        Interlocked.Read(ref resent));
}
