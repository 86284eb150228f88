using Bothy.Linux.Fuse;
using Bothy.Linux.Memory;
using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Serving;

/// <summary>
/// Locked memory for one request and its reply, laid out so that a write's data and a read's data begin at a page: the request's headers end where
/// the page begins, and so does the reply's.
/// </summary>
internal sealed unsafe class RequestBuffer : IDisposable
{
    /// <summary>Bytes of the largest read or write (256 pages, the kernel's own limit: fs.fuse.max_pages_limit).</summary>
    public const int MaximumTransfer = 1 << 20;

    private const int HeaderLength = FuseRequestHeader.Size + FuseTransfer.Size;
    private const int Page = 4096;
    private readonly LockedMemory memory = new(Page + MaximumTransfer + (2 * IBlockVolume.BlockSize));

    /// <summary>Bytes that a request may have.</summary>
    public const int RequestLength = HeaderLength + MaximumTransfer;

    public byte* Request => memory.Start + Page - HeaderLength;

    /// <summary>Data of a write, and of the reply to a read.</summary>
    public byte* Data => memory.Start + Page;

    /// <summary>Room for <see cref="Data"/>: the largest transfer, and a block more on either side.</summary>
    public Span<byte> DataSpan(int length) => new(Data, length);

    public void Dispose() => memory.Dispose();
}
