namespace Bothy.Volumes.Caches;

/// <summary>A queue of slots that never grows.</summary>
internal sealed class SlotRing(int capacity)
{
    private readonly int[] slots = new int[capacity];
    private int first;

    public int Count { get; private set; }

    public void Enqueue(int slot)
    {
        slots[(first + Count) % slots.Length] = slot;
        Count++;
    }

    public int Dequeue()
    {
        var slot = slots[first];
        first = (first + 1) % slots.Length;
        Count--;
        return slot;
    }
}
