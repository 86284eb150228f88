namespace Bothy.Volumes.Quality;

/// <summary>The requests of one volume, as the scheduler sees them. What is not atomic is guarded by the scheduler's lock.</summary>
internal sealed class VolumeFlow
{
    private const int BackgroundDisadvantage = 16;
    private VolumeQuality quality = new();
    private Ceiling bytes;
    private Ceiling operations;

    public VolumeQuality Quality
    {
        get => Volatile.Read(ref quality);
        set => Volatile.Write(ref quality, value);
    }

    public bool HasCeiling => Quality is { BytesPerSecond: not null } or { OperationsPerSecond: not null };

    /// <summary>Millisecond of its latest request, of <see cref="Environment.TickCount64"/>.</summary>
    public long LastUse;

    /// <summary>Millisecond at which it kept the disk busy last, of the same clock.</summary>
    public long LastHeavy = long.MinValue / 2;

    /// <summary>Virtual time at which all its requests so far are done.</summary>
    public double Finish;

    /// <summary>A large write of it is being worked on.</summary>
    public bool IsWriting;

    /// <summary>Its writes wait until then: it has had its part of the disk for now.</summary>
    public long RestUntil;

    /// <summary>Requests that wait: reads, writes, and writes that need space of a host that has none. None waits for those of another kind.</summary>
    public ParkedQueue[] Parked { get; } = [new(), new(), new()];

    public bool IsWaiting => Parked[0].Count > 0 || Parked[1].Count > 0 || Parked[2].Count > 0;

    public Backlog Backlog { get; } = new();

    /// <summary>How much of the disk the flow gets compared with others that want it now.</summary>
    public double EffectiveWeight => Quality.Priority == IoPriority.Background ? (double)Quality.Weight / BackgroundDisadvantage : Quality.Weight;

    public ParkedQueue QueueOf(in ParkedRequest request) => Parked[!request.Request.IsWrite ? 0 : request.NeedsSpace ? 2 : 1];

    /// <summary>Books a request and says from when on the ceilings allow it.</summary>
    public long Book(int length, long now, long frequency)
    {
        var (due, limits) = (now, Quality);
        if (limits.BytesPerSecond is { } byteRate)
        {
            due = Math.Max(due, bytes.Book(length, byteRate, now, frequency));
        }

        if (limits.OperationsPerSecond is { } operationRate)
        {
            due = Math.Max(due, operations.Book(1, operationRate, now, frequency));
        }

        return due;
    }
}
