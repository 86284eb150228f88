using Bothy.Linux.Fuse;
using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Serving;

/// <summary>Does reads and writes and answers them. No allocation for what is on this host.</summary>
internal static unsafe class BlockRequests
{
    private const long BlockMask = IBlockVolume.BlockSize - 1;

    /// <summary>Works on a request in the calling thread; what must wait for the store goes to the file's <see cref="FetchQueue"/>.</summary>
    /// <param name="buffer">Holds a write's data; is free again on return.</param>
    /// <param name="direct">See <see cref="IBlockVolume.Write"/>.</param>
    public static void Serve(in BlockRequest request, RequestBuffer buffer, bool direct)
    {
        try
        {
            if (request.IsWrite)
            {
                Write(request, buffer, direct);
            }
            else
            {
                Read(request, buffer);
            }
        }
#pragma warning disable CA1031 // One volume's fault must not end the server of all; the user gets an error, the log the rest.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(request.File, request.Device, request.Unique, exception);
        }
    }

    /// <summary>Answers a request that could not be done. What is more than an IO error is a fault of this program, and is logged.</summary>
    public static void Fail(ServedFile file, FuseDevice device, ulong unique, Exception exception)
    {
        file.Counts.Failed();
        if (exception is not IOException)
        {
            Console.WriteLine($"volume {file.Name}: {exception}");
        }

        Reply.Outcome(device, unique, Reply.ErrorOf(exception));
    }

    private static void Read(in BlockRequest request, RequestBuffer buffer)
    {
        var start = request.Offset & ~BlockMask;
        var end = (request.Offset + request.Length + BlockMask) & ~BlockMask;
        if (!request.File.Volume.TryRead(start, buffer.DataSpan((int)(end - start))))
        {
            request.File.Counts.Fetched();
            SlowRequest.Read(request);
            return;
        }

        request.File.Counts.Read(request.Length);
        Reply.Data(request.Device, request.Unique, buffer.Data + (request.Offset - start), request.Length);
    }

    private static void Write(in BlockRequest request, RequestBuffer buffer, bool direct)
    {
        var data = buffer.DataSpan(request.Length);
        if (((request.Offset | (long)request.Length) & BlockMask) != 0)
        {
            SlowRequest.WritePartOfBlocks(request, data);
            return;
        }

        request.File.Volume.Write(request.Offset, data, direct);
        if (!direct)
        {
            request.File.Flow.Backlog.Add(request.Length);
        }

        Written(request);
    }

    /// <summary>Answers a write that is done.</summary>
    public static void Written(in BlockRequest request)
    {
        request.File.Counts.Written(request.Length);
        Reply.Value(request.Device, request.Unique, new WriteReply((uint)request.Length, 0));
    }

    /// <summary>struct fuse_write_out.</summary>
    private readonly record struct WriteReply(uint Length, uint Padding);
}
