using System.Buffers;
using System.Runtime.InteropServices;
using Bothy.Linux.Fuse;

namespace Bothy.Volumes.Serving;

/// <summary>Pinned memory for a request that waits for the store, with room for the reply's header.</summary>
internal sealed class SlowBuffer : IDisposable
{
    private const int Page = 4096;
    private readonly byte[] array;
    private readonly GCHandle pin;
    private readonly int start;

    public SlowBuffer(int length)
    {
        array = ArrayPool<byte>.Shared.Rent(length + (2 * Page));
        pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        start = (int)(Page - (pin.AddrOfPinnedObject() % Page));
        if (start < FuseReplyHeader.Size)
        {
            start += Page;
        }

        Data = array.AsMemory(start, length);
    }

    /// <summary>Begins at a page.</summary>
    public Memory<byte> Data { get; }

    /// <summary>Answers a read with what lies at <paramref name="offset"/>.</summary>
    public unsafe void Answer(in BlockRequest request, int offset)
    {
        // SAFETY: pinned until Dispose, and at least a header's length lies before the data.
        var data = (byte*)pin.AddrOfPinnedObject() + start + offset;
        Reply.Data(request.Device, request.Unique, data, request.Length);
    }

    public void Dispose()
    {
        pin.Free();
        ArrayPool<byte>.Shared.Return(array);
    }
}
