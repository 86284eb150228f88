using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Bothy.Linux.Fuse;
using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Serving;

/// <summary>Requests that may have to wait for the store: done by the file's <see cref="FetchQueue"/>, in memory of their own.</summary>
internal static class SlowRequest
{
    private const int BlockSize = IBlockVolume.BlockSize;
    private const long BlockMask = BlockSize - 1;

    public static void Read(in BlockRequest request)
    {
        var copy = request;
        request.File.Fetches.Add(stop => AnswerAsync(copy, stop => ReadAsync(copy, stop), stop));
    }

    /// <summary>A write that does not cover whole blocks (who formats a disk through the file does some): read, change, write, one at a time.</summary>
    public static void WritePartOfBlocks(in BlockRequest request, ReadOnlySpan<byte> data)
    {
        var copy = request;
        var bytes = data.ToArray();
        request.File.Fetches.Add(stop => AnswerAsync(copy, stop => WriteAsync(copy, bytes, stop), stop));
    }

    private static async Task AnswerAsync(BlockRequest request, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await work(stop);
        }
        catch (OperationCanceledException)
        {
            // The file is served no longer, so that nobody can have it open.
            Reply.Outcome(request.Device, request.Unique, Errno.EIO);
        }
#pragma warning disable CA1031 // As for requests that need no waiting.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BlockRequests.Fail(request.File, request.Device, request.Unique, exception);
        }
    }

    private static async Task ReadAsync(BlockRequest request, CancellationToken stop)
    {
        var (start, length) = Blocks(request);
        using var buffer = new SlowBuffer(length);
        await request.File.Volume.ReadAsync(start, buffer.Data, stop);
        request.File.Counts.Read(request.Length);
        buffer.Answer(request, (int)(request.Offset - start));
    }

    private static async Task WriteAsync(BlockRequest request, byte[] data, CancellationToken stop)
    {
        var (start, length) = Blocks(request);
        using var buffer = new SlowBuffer(length);
        using (await request.File.PartialWrites.EnterAsync(stop))
        {
            await request.File.Volume.ReadAsync(start, buffer.Data, stop);
            data.CopyTo(buffer.Data[(int)(request.Offset - start)..]);
            request.File.Volume.Write(start, buffer.Data.Span);
        }

        BlockRequests.Written(request);
    }

    private static (long Start, int Length) Blocks(in BlockRequest request)
    {
        var start = request.Offset & ~BlockMask;
        return (start, (int)(((request.Offset + request.Length + BlockMask) & ~BlockMask) - start));
    }
}
