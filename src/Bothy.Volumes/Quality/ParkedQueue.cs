namespace Bothy.Volumes.Quality;

/// <summary>A ring of waiting requests, in the order in which they came; grows as needed and does not shrink.</summary>
internal sealed class ParkedQueue
{
    private ParkedRequest[] ring = [];
    private int head;

    public int Count { get; private set; }

    public ref readonly ParkedRequest Head => ref ring[head];

    public void Add(in ParkedRequest request)
    {
        if (Count == ring.Length)
        {
            Grow();
        }

        ring[(head + Count++) % ring.Length] = request;
    }

    public ParkedRequest Remove()
    {
        var first = ring[head];
        ring[head] = default;
        head = (head + 1) % ring.Length;
        Count--;
        return first;
    }

    private void Grow()
    {
        var larger = new ParkedRequest[Math.Max(16, ring.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = ring[(head + i) % ring.Length];
        }

        (ring, head) = (larger, 0);
    }
}
