using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Quality;

/// <summary>
/// Decides which request is worked on when there are more than the disks can take at once: start-time fair queueing by weight, behind each volume's
/// ceilings, and behind what its own writes left to be written out. While only one volume is in use and has no ceiling, few come here.
/// </summary>
/// <param name="limit">Requests that are worked on at once while volumes compete.</param>
/// <param name="space">Writes that need space wait while there is none.</param>
internal sealed class RequestScheduler(TimeProvider time, int limit, HostSpace space) : IDisposable
{
    /// <summary>What a request costs besides its bytes, as bytes.</summary>
    private const int OverheadBytes = 16 << 10;

    /// <summary>A volume counts as in use for this long after a request.</summary>
    private const long InUseMilliseconds = 500;

    /// <summary>Writes from this length on are done one at a time for each volume while volumes compete, and directly.</summary>
    private const int LargeWrite = 128 << 10;

    /// <summary>
    /// How long a volume leaves the disk to others after it kept it busy, in parts of that time, while one of them wants little of it: its flushes then find
    /// the disk idle seven times in eight.
    /// </summary>
    public const int RestForLight = 7;

    /// <summary>The same where all of them keep it busy: two of those use all of it.</summary>
    public const int RestForHeavy = 1;

    /// <summary>No rest is longer: a disk that stood still for once must not keep those who waited for it from going on.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    private const long Never = long.MaxValue;

    /// <summary>Threads that flush for others' sake; the rest goes on serving.</summary>
    private const int MostSettling = 3;

    private readonly Lock gate = new();
    private readonly AutoResetEvent changed = new(false);
    private readonly List<VolumeFlow> waiting = [];
    private readonly long frequency = time.TimestampFrequency;
    private VolumeFlow? latest;
    private long competeUntil;
    private long lightUntil;
    private double virtualTime;
    private int working;
    private int settling;
    private volatile bool stopping;

    /// <summary>Requests that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>True while more than one volume is in use.</summary>
    public bool Competing => Environment.TickCount64 < Volatile.Read(ref competeUntil);

    /// <summary>True for a write that must not lie in the host's memory for others to wait for.</summary>
    public bool IsDirect(in BlockRequest request) => IsLargeWrite(request) && Competing;

    /// <summary>True if requests of the flow must ask here before they are worked on. Costs next to nothing.</summary>
    public bool Rules(VolumeFlow flow)
    {
        var now = Environment.TickCount64;
        Volatile.Write(ref flow.LastUse, now);
        if (now - Volatile.Read(ref flow.LastHeavy) >= InUseMilliseconds)
        {
            Volatile.Write(ref lightUntil, now + InUseMilliseconds);
        }

        var before = Volatile.Read(ref latest);
        if (before != flow)
        {
            Volatile.Write(ref latest, flow);
            if (before is not null && now - Volatile.Read(ref before.LastUse) < InUseMilliseconds)
            {
                Volatile.Write(ref competeUntil, now + InUseMilliseconds);
            }
        }

        var competing = now < Volatile.Read(ref competeUntil);
        return flow.HasCeiling || competing || Waiting > 0 || flow.Backlog.Holds(competing) || space.IsShort;
    }

    /// <summary>Begins work on a request now, to be ended with <see cref="End"/>; or parks it, if it has to wait.</summary>
    /// <returns>True if it is to be worked on now.</returns>
    public bool BeginOrPark(VolumeFlow flow, in ParkedRequest request)
    {
        var needsSpace = request.Request.IsWrite && space.IsShort && request.Request.File.Volume.NeedsSpace(request.Request.Offset, request.Request.Length);
        lock (gate)
        {
            var now = time.GetTimestamp();
            var due = flow.Book(request.Request.Length, now, frequency);
            var start = Math.Max(virtualTime, flow.Finish);
            flow.Finish = start + ((request.Request.Length + OverheadBytes) / flow.EffectiveWeight);
            var arrived = request with { Arrived = now, Due = due, Start = start, NeedsSpace = needsSpace };
            var queue = flow.QueueOf(arrived);
            if (queue.Count == 0 && working < limit && DueOf(flow, arrived, Competing, now) <= now && !AnyEligible(now))
            {
                Begin(flow, arrived);
                return true;
            }

            if (!flow.IsWaiting)
            {
                waiting.Add(flow);
            }

            queue.Add(arrived);
            Waiting++;
        }

        changed.Set();
        return false;
    }

    /// <summary>Does what was begun, and ends it.</summary>
    public void Work(in BlockRequest request, RequestBuffer buffer)
    {
        var began = time.GetTimestamp();
        BlockRequests.Serve(request, buffer, IsDirect(request));
        End(request.File.Flow, request, time.GetElapsedTime(began));
        Settle(request);
    }

    /// <summary>Ends the work on a request that took that long.</summary>
    public void End(VolumeFlow flow, in BlockRequest request, TimeSpan worked)
    {
        bool next;
        lock (gate)
        {
            working--;
            if (IsLargeWrite(request))
            {
                flow.IsWriting = false;
                Rest(flow, worked);
            }

            next = Waiting > 0;
        }

        if (next)
        {
            changed.Set();
        }
    }

    /// <summary>For how long a volume leaves the disk to others after it kept it busy; zero if there are none.</summary>
    public TimeSpan RestAfter(VolumeFlow flow, TimeSpan worked)
    {
        var now = Environment.TickCount64;
        Volatile.Write(ref flow.LastHeavy, now);
        var rest = worked * (now < Volatile.Read(ref lightUntil) ? RestForLight : RestForHeavy);
        return !Competing ? TimeSpan.Zero : rest < LongestRest ? rest : LongestRest;
    }

    /// <summary>After the work on a request: flushes what its volume has left to be written out, if that is enough, and not too many threads do such things already.</summary>
    public void Settle(in BlockRequest request)
    {
        var (flow, began) = (request.File.Flow, time.GetTimestamp());
        if (!request.IsWrite || !flow.Backlog.IsDue(Competing))
        {
            return;
        }

        if (Interlocked.Increment(ref settling) <= MostSettling && flow.Backlog.Settle(request.File.Volume, Competing))
        {
            lock (gate)
            {
                Rest(flow, time.GetElapsedTime(began));
            }

            if (Waiting > 0)
            {
                changed.Set();
            }
        }

        Interlocked.Decrement(ref settling);
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

            var (soonest, competing) = (Never, Competing);
            ParkedQueue? from = null;
            foreach (var candidate in waiting)
            {
                foreach (var queue in candidate.Parked)
                {
                    if (queue.Count == 0)
                    {
                        continue;
                    }

                    ref readonly var head = ref queue.Head;
                    var due = DueOf(candidate, head, competing, now);
                    soonest = Math.Min(soonest, due);
                    if (due <= now && (from is null || head.Start < from.Head.Start))
                    {
                        (flow, from) = (candidate, queue);
                    }
                }
            }

            if (flow is null || from is null)
            {
                pause = soonest == Never ? null : time.GetElapsedTime(now, soonest);
                return false;
            }

            request = from.Remove();
            if (!flow.IsWaiting)
            {
                waiting.Remove(flow);
            }

            Waiting--;
            Begin(flow, request);
            waited = time.GetElapsedTime(request.Arrived, now);
        }

        if (Waiting > 0)
        {
            // Whoever took this may be away for long; another must know when the next is due.
            changed.Set();
        }

        return true;
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

    private static bool IsLargeWrite(in BlockRequest request) => request.IsWrite && request.Length >= LargeWrite;

    private void Begin(VolumeFlow flow, in ParkedRequest request)
    {
        working++;
        virtualTime = Math.Max(virtualTime, request.Start);
        flow.IsWriting |= IsLargeWrite(request.Request);
    }

    private void Rest(VolumeFlow flow, TimeSpan worked) =>
        flow.RestUntil = Math.Max(flow.RestUntil, time.GetTimestamp() + (long)(RestAfter(flow, worked).TotalSeconds * frequency));

    /// <summary>From when on a request may be worked on, if nothing changes; <see cref="Never"/> if something must.</summary>
    private long DueOf(VolumeFlow flow, in ParkedRequest request, bool competing, long now) =>
        !request.Request.IsWrite ? request.Due
        : MustWaitForSpace(request, now) ? now + (long)(HostSpace.Pause.TotalSeconds * frequency)
        : flow.Backlog.Holds(competing) || (competing && flow.IsWriting && IsLargeWrite(request.Request)) ? Never
        : competing ? Math.Max(request.Due, flow.RestUntil)
        : request.Due;

    private bool MustWaitForSpace(in ParkedRequest request, long now) =>
        request.NeedsSpace && space.IsShort && time.GetElapsedTime(request.Arrived, now) < HostSpace.Patience;

    private bool AnyEligible(long now)
    {
        var competing = Competing;
        foreach (var flow in waiting)
        {
            foreach (var queue in flow.Parked)
            {
                if (queue.Count > 0 && DueOf(flow, queue.Head, competing, now) <= now)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
