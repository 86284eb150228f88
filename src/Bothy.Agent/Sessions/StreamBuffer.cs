using Bothy.Agent.Loop;

namespace Bothy.Agent.Sessions;

/// <summary>
/// The newest part of one stream, by absolute offsets. What no reader acknowledged is kept; when the buffer is full the writer waits, or, if
/// the stream drops its oldest and no reader is attached, overwrites the beginning.
/// </summary>
internal sealed class StreamBuffer(SegmentPool pool, int capacity, bool dropsOldest)
{
    private readonly List<byte[]> segments = [];
    private readonly AsyncSignal room = new();
    private long segmentsStart;
    private bool attached;

    /// <summary>Offset of the oldest byte kept.</summary>
    public long Start { get; private set; }

    /// <summary>Offset after the newest byte.</summary>
    public long End { get; private set; }

    /// <summary>Offset up to which the reader has everything.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>True once nothing more will come.</summary>
    public bool HasEnded { get; private set; }

    private int Room => dropsOldest && !attached ? capacity : (int)(capacity - (End - Math.Max(Acknowledged, Start)));

    /// <summary>Completes when there is room to write.</summary>
    public async ValueTask WaitForRoomAsync()
    {
        while (Room <= 0)
        {
            await room.WaitAsync();
        }
    }

    /// <summary>Room to write into at once; call <see cref="WaitForRoomAsync"/> first and <see cref="Commit"/> after.</summary>
    public Memory<byte> WritableMemory()
    {
        var used = (int)(End - segmentsStart);
        if (used == segments.Count * SegmentPool.SegmentSize)
        {
            segments.Add(pool.Take());
        }

        var position = used % SegmentPool.SegmentSize;
        return segments[^1].AsMemory(position, Math.Min(SegmentPool.SegmentSize - position, Room));
    }

    /// <summary>Counts bytes written into <see cref="WritableMemory"/> in.</summary>
    public void Commit(int count)
    {
        End += count;
        if (dropsOldest)
        {
            Start = Math.Max(Start, End - capacity);
            Free();
        }
    }

    /// <summary>Some of the stream from an offset on, at most <paramref name="maximum"/> bytes; empty where there is none yet.</summary>
    public ReadOnlyMemory<byte> Peek(long offset, int maximum)
    {
        var available = (int)Math.Min(End - offset, maximum);
        if (available <= 0)
        {
            return default;
        }

        var position = (int)(offset - segmentsStart);
        var within = position % SegmentPool.SegmentSize;
        return segments[position / SegmentPool.SegmentSize]
            .AsMemory(within, Math.Min(available, SegmentPool.SegmentSize - within));
    }

    /// <summary>A reader takes the stream from an offset; returns the offset that it gets.</summary>
    public long Attach(long? offset)
    {
        attached = true;
        // A later reader may take older bytes than an earlier one acknowledged, where that is still kept.
        Acknowledged = Math.Clamp(offset ?? Start, Start, End);
        ForgetAcknowledged();
        room.Set();
        return Acknowledged;
    }

    /// <summary>No reader takes the stream any more.</summary>
    public void Detach()
    {
        attached = false;
        room.Set();
    }

    /// <summary>The reader has everything up to an offset.</summary>
    /// <returns>False where that much was never written.</returns>
    public bool Acknowledge(long offset)
    {
        if (offset > End)
        {
            return false;
        }

        Acknowledged = Math.Max(Acknowledged, offset);
        ForgetAcknowledged();
        room.Set();
        return true;
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete() => HasEnded = true;

    /// <summary>Gives the memory back: the buffer is empty, complete, and has nobody to wait for.</summary>
    public void Release()
    {
        HasEnded = true;
        Start = End;
        Acknowledged = End;
        Free();
        room.Set();
    }

    private void ForgetAcknowledged()
    {
        if (!dropsOldest)
        {
            Start = Math.Max(Start, Acknowledged);
            Free();
        }
    }

    private void Free()
    {
        var unused = (int)((Start - segmentsStart) / SegmentPool.SegmentSize);
        if (Start == End)
        {
            unused = segments.Count;
        }

        if (unused == 0)
        {
            return;
        }

        for (var i = 0; i < unused; i++)
        {
            pool.Return(segments[i]);
        }

        segments.RemoveRange(0, unused);
        segmentsStart = segments.Count == 0 ? End : segmentsStart + ((long)unused * SegmentPool.SegmentSize);
    }
}
