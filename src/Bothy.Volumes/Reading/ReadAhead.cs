namespace Bothy.Volumes.Reading;

/// <summary>
/// Recognises readers that go through a volume in order, several at once, and says what they will want next: twice as much each time they
/// get there, up to <paramref name="most"/> chunks. Fields are read and written without a lock: what gets lost is a guess.
/// </summary>
internal sealed class ReadAhead(int most)
{
    private const int FirstWindow = 2;

    /// <summary>For each stream: the chunk after the last that was read, that from which on more is fetched, the end of what was asked for.</summary>
    private readonly long[] next = [-2, -2, -2, -2];
    private readonly long[] trigger = new long[4];
    private readonly long[] end = new long[4];
    private readonly int[] window = new int[4];
    private int replaced;

    /// <summary>Notes a read of the chunks <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <param name="isMiss">True if it had to wait. Only those open a stream.</param>
    /// <returns>The first chunk to fetch ahead, and how many; none at most times.</returns>
    public (long First, int Count) OnRead(long first, long last, bool isMiss)
    {
        for (var stream = 0; stream < next.Length; stream++)
        {
            // A read that ends in the middle of a chunk is followed by one that begins there.
            if (first != next[stream] && first != next[stream] - 1)
            {
                continue;
            }

            next[stream] = last + 1;
            if (last < trigger[stream])
            {
                return default;
            }

            var ahead = window[stream] = Math.Clamp(window[stream] * 2, FirstWindow, most);
            var from = Math.Max(end[stream], last + 1);
            end[stream] = from + ahead;
            trigger[stream] = from;
            return (from, ahead);
        }

        if (isMiss)
        {
            var stream = (int)((uint)Interlocked.Increment(ref replaced) % next.Length);
            (next[stream], trigger[stream], end[stream], window[stream]) = (last + 1, last + 1, last + 1, 0);
        }

        return default;
    }
}
