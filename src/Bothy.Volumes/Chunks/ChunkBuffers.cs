using System.Collections.Concurrent;

namespace Bothy.Volumes.Chunks;

/// <summary>
/// Reused arrays of one size. Arrays that are not given back are lost to the pool and nothing else; more than
/// <paramref name="kept"/> are not kept.
/// </summary>
internal sealed class ChunkBuffers(int size, int kept)
{
    private readonly ConcurrentStack<byte[]> free = new();

    /// <summary>Bytes of each array.</summary>
    public int Size => size;

    /// <summary>An array with any content.</summary>
    public byte[] Rent() => free.TryPop(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(size, pinned: true);

    public void Return(byte[] buffer)
    {
        if (buffer.Length == size && free.Count < kept)
        {
            free.Push(buffer);
        }
    }
}
