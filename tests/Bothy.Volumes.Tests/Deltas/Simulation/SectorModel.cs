using System.Runtime.InteropServices;

namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>
/// What each sector of a volume may hold, by the rules of disks: what was acknowledged, and after a loss of power what was flushed, or anything
/// that was written since. Contents are told apart by stamps; 0 is zeros.
/// </summary>
internal sealed class SectorModel
{
    private readonly Dictionary<long, ulong> now = [];
    private readonly Dictionary<long, ulong> flushed = [];
    private readonly Dictionary<long, HashSet<ulong>> since = [];

    /// <summary>What an operation that did not end may have left, beside what was there.</summary>
    private readonly Dictionary<long, ulong> unanswered = [];

    private Dictionary<long, ulong>? beforeFlush;

    public ulong this[long sector] => now.GetValueOrDefault(sector);

    /// <summary>All that is read now, for a comparison later.</summary>
    public Dictionary<long, ulong> Copy() => new(now);

    public void Begin(long sector, ulong stamp)
    {
        unanswered[sector] = stamp;
        Possible(sector).Add(stamp);
    }

    /// <summary>The operation was acknowledged.</summary>
    public void Acknowledge()
    {
        foreach (var (sector, stamp) in unanswered)
        {
            now[sector] = stamp;
        }

        unanswered.Clear();
    }

    public void BeginFlush() => beforeFlush = Copy();

    public void EndFlush()
    {
        foreach (var (sector, stamp) in beforeFlush!)
        {
            flushed[sector] = stamp;
            since[sector] = [this[sector]];
        }

        beforeFlush = null;
    }

    public void AbandonFlush() => beforeFlush = null;

    /// <summary>Checks what is read after the process died or an operation failed, and takes it as what is there.</summary>
    public void Settle(long sector, ulong found)
    {
        if (found != this[sector] && !(unanswered.TryGetValue(sector, out var stamp) && found == stamp))
        {
            throw new ModelFailure($"sector {sector} has {found}, and {this[sector]} was acknowledged");
        }

        now[sector] = found;
        unanswered.Remove(sector);
    }

    /// <summary>Checks what is read after the power failed, and takes it as what is there.</summary>
    public void SettleAfterPowerCut(long sector, ulong found)
    {
        if (found != flushed.GetValueOrDefault(sector) && !(since.TryGetValue(sector, out var possible) && possible.Contains(found)))
        {
            throw new ModelFailure($"sector {sector} has {found} after the power failed; {flushed.GetValueOrDefault(sector)} was flushed");
        }

        now[sector] = found;
        flushed[sector] = found;
        since.Remove(sector);
        unanswered.Remove(sector);
    }

    private HashSet<ulong> Possible(long sector) => CollectionsMarshal.GetValueRefOrAddDefault(since, sector, out _) ??= [];
}
