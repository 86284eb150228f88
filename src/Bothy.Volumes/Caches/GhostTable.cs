using System.Numerics;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Caches;

/// <summary>Remembers, nearly, the names that left the cache last. A collision forgets the older of the two.</summary>
internal sealed class GhostTable(int remembered)
{
    private readonly ulong[] names = new ulong[BitOperations.RoundUpToPowerOf2((uint)remembered * 2)];
    private readonly uint[] times = new uint[BitOperations.RoundUpToPowerOf2((uint)remembered * 2)];
    private uint now;

    public void Add(ContentName name)
    {
        var place = PlaceOf(name);
        names[place] = name.Second;
        times[place] = ++now;
    }

    /// <summary>True if it was among the last <c>remembered</c> names; it is forgotten then.</summary>
    public bool Remove(ContentName name)
    {
        var place = PlaceOf(name);
        if (names[place] != name.Second || times[place] == 0 || now - times[place] >= (uint)remembered)
        {
            return false;
        }

        times[place] = 0;
        return true;
    }

    private int PlaceOf(ContentName name) => (int)(name.First & (ulong)(names.Length - 1));
}
