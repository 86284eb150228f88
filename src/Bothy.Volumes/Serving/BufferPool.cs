using System.Collections.Concurrent;

namespace Bothy.Volumes.Serving;

/// <summary>Spare buffers for writes that wait for their turn; made when the first has to, and never more than a fixed number.</summary>
internal sealed class BufferPool(int most) : IDisposable
{
    private readonly ConcurrentBag<RequestBuffer> free = [];
    private int made;

    /// <summary>A buffer, or null if all are in use.</summary>
    public RequestBuffer? Take()
    {
        if (free.TryTake(out var buffer))
        {
            return buffer;
        }

        if (Interlocked.Increment(ref made) <= most)
        {
            try
            {
                return new RequestBuffer();
            }
            catch (IOException)
            {
                // No memory for it now.
            }
        }

        Interlocked.Decrement(ref made);
        return null;
    }

    public void Return(RequestBuffer? buffer)
    {
        if (buffer is not null)
        {
            free.Add(buffer);
        }
    }

    public void Dispose()
    {
        foreach (var buffer in free)
        {
            buffer.Dispose();
        }
    }
}
