namespace Bothy.Agent.Sessions;

/// <summary>Pieces of memory that buffers are made of, a few of which are kept for the next buffer. For the loop's thread only.</summary>
internal sealed class SegmentPool
{
    /// <summary>Bytes of one segment: what a pipe holds, and small enough for the garbage collector to move.</summary>
    public const int SegmentSize = 64 * 1024;

    private const int MaximumKept = 16;

    private readonly Stack<byte[]> kept = new();

    public byte[] Take() => kept.TryPop(out var segment) ? segment : GC.AllocateUninitializedArray<byte>(SegmentSize);

    public void Return(byte[] segment)
    {
        if (kept.Count < MaximumKept)
        {
            kept.Push(segment);
        }
    }
}
