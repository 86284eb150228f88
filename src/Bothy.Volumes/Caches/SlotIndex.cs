using System.Numerics;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Caches;

/// <summary>Finds slots by the names of what they hold: open addressing with four bytes for each place, half of them empty.</summary>
internal sealed class SlotIndex(ContentName[] names)
{
    private readonly int[] places = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, names.Length) * 2)];

    /// <summary>The slot that holds <paramref name="name"/>, or -1.</summary>
    public int Find(ContentName name)
    {
        for (var place = HomeOf(name); places[place] != 0; place = Next(place))
        {
            if (names[places[place] - 1] == name)
            {
                return places[place] - 1;
            }
        }

        return -1;
    }

    /// <summary>Adds a slot whose name is set and not in the index.</summary>
    public void Add(int slot)
    {
        var place = HomeOf(names[slot]);
        while (places[place] != 0)
        {
            place = Next(place);
        }

        places[place] = slot + 1;
    }

    /// <summary>Removes a slot whose name is still set.</summary>
    public void Remove(int slot)
    {
        var hole = HomeOf(names[slot]);
        while (places[hole] != slot + 1)
        {
            hole = Next(hole);
        }

        // Moves back whatever would not be found across the hole.
        for (var place = Next(hole); places[place] != 0; place = Next(place))
        {
            var home = HomeOf(names[places[place] - 1]);
            if (((place - home) & (places.Length - 1)) >= ((place - hole) & (places.Length - 1)))
            {
                places[hole] = places[place];
                hole = place;
            }
        }

        places[hole] = 0;
    }

    private int HomeOf(ContentName name) => (int)(name.Fourth & (ulong)(places.Length - 1));

    private int Next(int place) => (place + 1) & (places.Length - 1);
}
