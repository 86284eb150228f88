using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Quality;

/// <summary>
/// What was written to a volume and may lie in the host's memory only. The host's disk takes what it is given in turn, and a flush waits behind all of it:
/// so a volume that writes much is flushed little by little, and goes on when that is done. May be used by several threads at once.
/// </summary>
internal sealed class Backlog
{
    /// <summary>What is flushed at once while other volumes are in use. The disk is busy with it for about as long as with a flush.</summary>
    public const int CompetingStep = 1 << 20;

    /// <summary>While none is: a flush that comes then waits behind it once, and writing goes on meanwhile.</summary>
    public const int AloneStep = 8 << 20;

    private const int AloneMost = 4 * AloneStep;
    private long bytes;
    private int settling;

    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>True if a write must wait for those before it. Whoever makes it false tells the scheduler.</summary>
    public bool Holds(bool competing) => Volatile.Read(ref settling) != 0 && Bytes >= (competing ? CompetingStep : AloneMost);

    public void Add(int written) => Interlocked.Add(ref bytes, written);

    /// <summary>Forgets what is on the disk, or on its way there with somebody waiting for it.</summary>
    public void Remove(long settled)
    {
        var before = Bytes;
        while (true)
        {
            var seen = Interlocked.CompareExchange(ref bytes, Math.Max(0, before - settled), before);
            if (seen == before)
            {
                return;
            }

            before = seen;
        }
    }

    /// <summary>True if there is enough to be flushed.</summary>
    public bool IsDue(bool competing) => Bytes >= (competing ? CompetingStep : AloneStep);

    /// <summary>Flushes what there is in the calling thread, if it is enough and no other thread does so.</summary>
    /// <returns>True if others may have been held meanwhile.</returns>
    public bool Settle(IBlockVolume volume, bool competing)
    {
        var settled = false;
        while (IsDue(competing) && Interlocked.Exchange(ref settling, 1) == 0)
        {
            settled = true;
            var there = Bytes;
            try
            {
                volume.Flush();
            }
#pragma warning disable CA1031 // Nobody asked for this flush: the next one that somebody waits for says what is wrong with the volume.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Also of a volume that was detached since.
            }
            finally
            {
                Remove(there);
                Volatile.Write(ref settling, 0);
            }
        }

        return settled;
    }
}
