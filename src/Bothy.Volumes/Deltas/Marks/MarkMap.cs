using System.Numerics;
using Bothy.Linux.Memory;

namespace Bothy.Volumes.Deltas.Marks;

/// <summary>
/// The marks of one layer: shared memory, and beside it what of them a flush has taken already. May be used by several threads at once, but for
/// one that takes.
/// </summary>
internal sealed unsafe class MarkMap(MarkMemory memory) : IDisposable
{
    private const int BitsPerWord = 64;

    /// <summary>No word of marks: whoever compares with it finds a difference.</summary>
    private const ulong BeingTaken = ulong.MaxValue;

    /// <summary>Each word as the last flush took it. A word that differs must be taken by the next.</summary>
    private readonly LazyMemory taken = new((long)memory.Geometry.Pages * MarkGeometry.PageSize);

    /// <summary>Pages with words that may differ, a bit each.</summary>
    private readonly ulong[] changed = new ulong[(memory.Geometry.Pages + BitsPerWord - 1) / BitsPerWord];

    public MarkGeometry Geometry => memory.Geometry;

    /// <summary>The state of a block, and where the run of its equals ends, at most at <paramref name="end"/>.</summary>
    public MarkState Run(long block, long end, out long runEnd)
    {
        var state = memory.HasPage(Page(block)) ? MarkWord.At(Volatile.Read(ref memory[block / MarkWord.Blocks]), (int)(block % MarkWord.Blocks)) : MarkState.Absent;

        // The first block is what was read, whatever becomes of it meanwhile.
        for (runEnd = block + 1; runEnd < end;)
        {
            if (!memory.HasPage(Page(runEnd)))
            {
                if (state != MarkState.Absent)
                {
                    return state;
                }

                runEnd = Math.Min((long)memory.NextPage(Page(runEnd)) * MarkGeometry.BlocksPerPage, end);
                continue;
            }

            var inWord = (int)(runEnd % MarkWord.Blocks);
            var run = MarkWord.Run(Volatile.Read(ref memory[runEnd / MarkWord.Blocks]), inWord, state);
            runEnd += run;
            if (inWord + run < MarkWord.Blocks)
            {
                break;
            }
        }

        runEnd = Math.Min(runEnd, end);
        return state;
    }

    /// <summary>Takes memory for the marks of the range, so that <see cref="Set"/> cannot fail.</summary>
    /// <exception cref="IOException">There is none left.</exception>
    public void Prepare(long block, long count)
    {
        var last = Page(block + count - 1);
        for (var page = Page(block); page <= last; page++)
        {
            memory.EnsurePage(page);
        }
    }

    /// <summary>Marks blocks of a range that was prepared. When it returns, the marks survive this process, and the next flush takes them.</summary>
    public void Set(long block, long count, MarkState state)
    {
        var end = block + count;
        while (block < end)
        {
            var first = (int)(block % MarkWord.Blocks);
            var run = (int)Math.Min(MarkWord.Blocks - first, end - block);
            SetWord(block / MarkWord.Blocks, MarkWord.Mask(first, run), MarkWord.Filled(state));
            block += run;
        }
    }

    /// <summary>Takes the words that changed since they were taken last.</summary>
    public void TakeChanges(MarkBatch batch)
    {
        for (var i = 0; i < changed.Length; i++)
        {
            for (var bits = Interlocked.Exchange(ref changed[i], 0); bits != 0; bits &= bits - 1)
            {
                TakePage((i * BitsPerWord) + BitOperations.TrailingZeroCount(bits), batch, all: false);
            }
        }
    }

    /// <summary>Takes all words with marks.</summary>
    public void TakeAll(MarkBatch batch)
    {
        for (var i = 0; i < changed.Length; i++)
        {
            Interlocked.Exchange(ref changed[i], 0);
        }

        for (var page = memory.NextPage(0); page < Geometry.Pages; page = memory.NextPage(page + 1))
        {
            TakePage(page, batch, all: true);
        }
    }

    /// <summary>How many blocks are marked.</summary>
    public long CountMarked()
    {
        long count = 0;
        for (var page = memory.NextPage(0); page < Geometry.Pages; page = memory.NextPage(page + 1))
        {
            for (var (index, end) = WordsOf(page); index < end; index++)
            {
                count += MarkWord.CountMarked(memory[index]);
            }
        }

        return count;
    }

    public void Dispose()
    {
        memory.Dispose();
        taken.Dispose();
    }

    private static int Page(long block) => (int)(block / MarkGeometry.BlocksPerPage);

    private void SetWord(long index, ulong mask, ulong fill)
    {
        ref var word = ref memory[index];
        var before = Volatile.Read(ref word);
        while (true)
        {
            var after = (before & ~mask) | (fill & mask);
            if (after == before)
            {
                // Set before; but perhaps by another thread a moment ago, and not taken yet.
                if (((Volatile.Read(ref Taken(index)) ^ fill) & mask) == 0)
                {
                    return;
                }

                break;
            }

            var seen = Interlocked.CompareExchange(ref word, after, before);
            if (seen == before)
            {
                break;
            }

            before = seen;
        }

        var page = (int)(index / MarkGeometry.WordsPerPage);
        Interlocked.Or(ref changed[page / BitsPerWord], 1UL << (page % BitsPerWord));
    }

    private void TakePage(int page, MarkBatch batch, bool all)
    {
        for (var (index, end) = WordsOf(page); index < end; index++)
        {
            var word = Volatile.Read(ref memory[index]);
            if (all ? word != 0 : word != Taken(index))
            {
                // Whoever finds a mark set that this does not see must not think it taken.
                Volatile.Write(ref Taken(index), BeingTaken);
                Interlocked.MemoryBarrier();
                word = Volatile.Read(ref memory[index]);
                Volatile.Write(ref Taken(index), word);
                batch.Add((uint)index, word);
            }
        }
    }

    private (long First, long End) WordsOf(int page)
    {
        var first = (long)page * MarkGeometry.WordsPerPage;
        return (first, Math.Min(first + MarkGeometry.WordsPerPage, Geometry.Words));
    }

    // SAFETY: as many words as the pages of the geometry hold; index < Words.
    private ref ulong Taken(long index) => ref *((ulong*)taken.Address + index);
}
