namespace Bothy.Volumes.Quality;

/// <summary>
/// Decides which request is worked on when there are more than the disks can take at once: start-time fair queueing by weight, behind each volume's
/// ceilings. While only one volume is in use and has no ceiling, nobody comes here.
/// </summary>
/// <param name="limit">Requests that are worked on at once while volumes compete.</param>
internal sealed class RequestScheduler(TimeProvider time, int limit) : IDisposable
{
    /// <summary>What a request costs besides its bytes, as bytes.</summary>
    private const int OverheadBytes = 16 << 10;

    /// <summary>A volume counts as in use for this long after a request.</summary>
    private const long InUseMilliseconds = 100;

    private readonly Lock gate = new();
    private readonly AutoResetEvent changed = new(false);
    private readonly List<VolumeFlow> waiting = [];
    private readonly long frequency = time.TimestampFrequency;
    private VolumeFlow? latest;
    private long competeUntil;
    private double virtualTime;
    private int working;
    private volatile bool stopping;

    /// <summary>Requests that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>True if requests of the flow must ask here before they are worked on. Costs next to nothing.</summary>
    public bool Rules(VolumeFlow flow)
    {
        var now = Environment.TickCount64;
        Volatile.Write(ref flow.LastUse, now);
        var before = Volatile.Read(ref latest);
        if (before != flow)
        {
            Volatile.Write(ref latest, flow);
            if (before is not null && now - Volatile.Read(ref before.LastUse) < InUseMilliseconds)
            {
                Volatile.Write(ref competeUntil, now + InUseMilliseconds);
            }
        }

        return flow.HasCeiling || now < Volatile.Read(ref competeUntil) || Waiting > 0;
    }

    /// <summary>Begins work on a request now, to be ended with <see cref="End"/>; or parks it, if it has to wait.</summary>
    /// <returns>True if it is to be worked on now.</returns>
    public bool BeginOrPark(VolumeFlow flow, in ParkedRequest request)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var due = flow.Book(request.Request.Length, now, frequency);
            var start = Math.Max(virtualTime, flow.Finish);
            flow.Finish = start + ((request.Request.Length + OverheadBytes) / flow.EffectiveWeight);
            if (due <= now && flow.Parked.Count == 0 && working < limit && !AnyEligible(now))
            {
                virtualTime = start;
                working++;
                return true;
            }

            if (flow.Parked.Count == 0)
            {
                waiting.Add(flow);
            }

            flow.Parked.Add(request with { Arrived = now, Due = due, Start = start });
            Waiting++;
        }

        changed.Set();
        return false;
    }

    /// <summary>Ends the work on a request.</summary>
    public void End()
    {
        bool next;
        lock (gate)
        {
            working--;
            next = Waiting > 0;
        }

        if (next)
        {
            changed.Set();
        }
    }

    /// <summary>Begins work on the request whose turn it is, if there is one.</summary>
    /// <param name="pause">How long nothing will be due, if nothing else comes; null for ever.</param>
    public bool TryTake(out VolumeFlow? flow, out ParkedRequest request, out TimeSpan waited, out TimeSpan? pause)
    {
        (flow, request, waited, pause) = (null, default, TimeSpan.Zero, null);
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (working >= limit || Waiting == 0)
            {
                return false;
            }

            var soonest = long.MaxValue;
            foreach (var candidate in waiting)
            {
                ref readonly var head = ref candidate.Parked.Head;
                soonest = Math.Min(soonest, head.Due);
                if (head.Due <= now && (flow is null || head.Start < flow.Parked.Head.Start))
                {
                    flow = candidate;
                }
            }

            if (flow is null)
            {
                pause = time.GetElapsedTime(now, soonest);
                return false;
            }

            request = flow.Parked.Remove();
            if (flow.Parked.Count == 0)
            {
                waiting.Remove(flow);
            }

            Waiting--;
            working++;
            virtualTime = Math.Max(virtualTime, request.Start);
            waited = time.GetElapsedTime(request.Arrived, now);
            return true;
        }
    }

    /// <summary>Waits until there may be something to take.</summary>
    public void Wait(TimeSpan? longest)
    {
        changed.WaitOne(longest is { } known ? TimeSpan.FromMilliseconds(Math.Ceiling(known.TotalMilliseconds)) : Timeout.InfiniteTimeSpan);
        if (stopping)
        {
            changed.Set();
        }
    }

    /// <summary>Ends every wait, again and again, so that threads can see that they are to stop.</summary>
    public void WakeAll()
    {
        stopping = true;
        changed.Set();
    }

    public void Dispose() => changed.Dispose();

    private bool AnyEligible(long now)
    {
        foreach (var flow in waiting)
        {
            if (flow.Parked.Head.Due <= now)
            {
                return true;
            }
        }

        return false;
    }
}
