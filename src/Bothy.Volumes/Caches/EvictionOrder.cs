using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Caches;

/// <summary>
/// Decides which slot is given up: S3-FIFO (Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023). New chunks wait in a
/// small queue and leave from there if nobody wants them again, so that one long scan passes through a tenth of the cache; what is wanted
/// again, or comes back soon after it left, goes to the main queue. Reads of the same chunk that follow each other closely count as one,
/// or every scan in small steps would look like reuse.
/// </summary>
/// <remarks>Not safe for several threads, but for <see cref="Touch"/>, which may be called at any time and may get lost.</remarks>
internal sealed class EvictionOrder(int slots)
{
    private const int MostUses = 3;
    private readonly SlotRing fresh = new(slots);
    private readonly SlotRing proven = new(slots);
    private readonly GhostTable ghosts = new(slots);
    private readonly byte[] uses = new byte[slots];
    private readonly uint[] touched = new uint[slots];
    private readonly uint together = (uint)Math.Max(4, slots / 32);
    private readonly int freshSlots = Math.Max(1, slots / 10);
    private uint clock;

    /// <summary>Takes in a slot that just got a chunk.</summary>
    /// <returns>True if the chunk is proven already.</returns>
    public bool Add(int slot, ContentName name, bool isProven)
    {
        uses[slot] = 0;
        touched[slot] = ++clock;
        isProven |= ghosts.Remove(name);
        (isProven ? proven : fresh).Enqueue(slot);
        return isProven;
    }

    /// <summary>Notes a read.</summary>
    public void Touch(int slot)
    {
        var now = clock;
        if (now - touched[slot] > together)
        {
            touched[slot] = now;
            if (uses[slot] < MostUses)
            {
                uses[slot]++;
            }
        }
    }

    /// <summary>Gives up a slot. There must be one.</summary>
    /// <param name="names">What each slot holds.</param>
    /// <param name="promoted">Called for each slot that is found to be proven meanwhile.</param>
    public int Evict(ContentName[] names, Action<int> promoted)
    {
        while (true)
        {
            if (fresh.Count > freshSlots || proven.Count == 0)
            {
                var slot = fresh.Dequeue();
                if (uses[slot] == 0)
                {
                    ghosts.Add(names[slot]);
                    return slot;
                }

                uses[slot] = 0;
                proven.Enqueue(slot);
                promoted(slot);
            }
            else
            {
                var slot = proven.Dequeue();
                if (uses[slot] == 0)
                {
                    return slot;
                }

                uses[slot]--;
                proven.Enqueue(slot);
            }
        }
    }
}
