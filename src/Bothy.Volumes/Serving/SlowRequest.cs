using System.Diagnostics;
using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Bothy.Linux.Fuse;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Serving;

/// <summary>Requests that take long or may have to wait for the store: done by the file's <see cref="FetchQueue"/>, in memory of their own.</summary>
internal static class SlowRequest
{
    private const int BlockSize = IBlockVolume.BlockSize;
    private const long BlockMask = BlockSize - 1;

    /// <summary>Bytes that are discarded at once: the host's disk does nothing else meanwhile.</summary>
    public const int DiscardAtOnce = 8 << 20;

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

    /// <summary>A discard that takes a while: bit by bit, leaving the disk to others in between if there are others.</summary>
    /// <param name="request">Where it begins, and whom to answer.</param>
    public static void Discard(in BlockRequest request, long length, RequestScheduler scheduler)
    {
        var copy = request;
        request.File.Fetches.Add(stop => AnswerAsync(copy, stop => DiscardAsync(copy, length, scheduler, stop), stop));
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

    private static async Task DiscardAsync(BlockRequest request, long length, RequestScheduler scheduler, CancellationToken stop)
    {
        for (long done = 0; done < length; done += DiscardAtOnce)
        {
            var began = Stopwatch.GetTimestamp();
            request.File.Volume.Discard(request.Offset + done, Math.Min(DiscardAtOnce, length - done));
            await Task.Delay(scheduler.RestAfter(request.File.Flow, Stopwatch.GetElapsedTime(began)), stop);
        }

        request.File.Counts.Discarded();
        Reply.Outcome(request.Device, request.Unique, Errno.None);
    }

    private static (long Start, int Length) Blocks(in BlockRequest request)
    {
        var start = request.Offset & ~BlockMask;
        return (start, (int)(((request.Offset + request.Length + BlockMask) & ~BlockMask) - start));
    }
}
