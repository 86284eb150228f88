using Bothy.Linux.Errors;
using Bothy.Linux.Fuse;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Serving;

/// <summary>
/// One thread that takes requests from one descriptor and works on them, or parks them where volumes compete. All that it needs is there
/// before it starts: a read or write allocates nothing.
/// </summary>
internal sealed unsafe class RequestReader(
    FuseDevice device, FileTable files, NamespaceRequests names, RequestScheduler scheduler, BufferPool buffers) : IDisposable
{
    private RequestBuffer buffer = new();

    /// <summary>Works until the mount is gone.</summary>
    public void Run()
    {
        while (TryServeNext())
        {
        }
    }

    /// <summary>Waits for a request and works on it.</summary>
    /// <returns>False if the mount is gone.</returns>
    public bool TryServeNext()
    {
        var count = device.Read(buffer.Request, RequestBuffer.RequestLength);
        if (count > 0)
        {
            Handle(count);
            return true;
        }

        return -count is (int)Errno.EINTR or (int)Errno.EAGAIN or (int)Errno.ENOENT;
    }

    public void Dispose() => buffer.Dispose();

    /// <summary>Works on the request that lies in the buffer.</summary>
    private void Handle(int count)
    {
        // SAFETY: the kernel wrote count bytes there, and the buffer has that many.
        var request = new ReadOnlySpan<byte>(buffer.Request, count);
        if (!RequestParser.TryHeader(request, out var header))
        {
            return;
        }

        if ((header.Unique & FuseRequestHeader.ResentBit) != 0)
        {
            files.Find(header.Node)?.Counts.Resent();
        }

        switch (header.Opcode)
        {
            case FuseOpcode.Read:
                Read(header, request);
                break;
            case FuseOpcode.Write:
                Write(header, request);
                break;
            case FuseOpcode.Synchronise:
            case FuseOpcode.Flush:
                Flush(header);
                break;
            case FuseOpcode.Allocate:
                Discard(header, request);
                break;
            default:
                names.Handle(device, header, request);
                break;
        }
    }

    private void Read(in FuseRequestHeader header, ReadOnlySpan<byte> request)
    {
        if (files.Find(header.Node) is not { } file)
        {
            Reply.Outcome(device, header.Unique, Errno.EIO);
        }
        else if (!RequestParser.TryRead(request, file.Volume.Length, out var offset, out var length))
        {
            Reply.Outcome(device, header.Unique, Errno.EINVAL);
        }
        else if (length == 0)
        {
            Reply.Outcome(device, header.Unique, Errno.None);
        }
        else
        {
            ServeOrPark(new(file, device, header.Unique, IsWrite: false, offset, length));
        }
    }

    private void Write(in FuseRequestHeader header, ReadOnlySpan<byte> request)
    {
        if (files.Find(header.Node) is not { } file)
        {
            Reply.Outcome(device, header.Unique, Errno.EIO);
        }
        else if (!RequestParser.TryWrite(request, out var offset, out var length))
        {
            Reply.Outcome(device, header.Unique, Errno.EINVAL);
        }
        else if (file.ReadOnly)
        {
            Reply.Outcome(device, header.Unique, Errno.EROFS);
        }
        else if (offset + length > file.Volume.Length)
        {
            Reply.Outcome(device, header.Unique, Errno.ENOSPC);
        }
        else
        {
            ServeOrPark(new(file, device, header.Unique, IsWrite: true, offset, length));
        }
    }

    private void ServeOrPark(in BlockRequest request)
    {
        if (!scheduler.Rules(request.File.Flow))
        {
            BlockRequests.Serve(request, buffer, direct: false);
            scheduler.Settle(request);
            return;
        }

        // A write takes its buffer along. Where there is no other, this thread works on it and takes nothing more meanwhile.
        var mine = buffer;
        var spare = request.IsWrite ? buffers.Take() : null;
        if (request.IsWrite && spare is null)
        {
            BlockRequests.Serve(request, mine, scheduler.IsDirect(request));
            scheduler.Settle(request);
        }
        else if (scheduler.BeginOrPark(request.File.Flow, new(request, request.IsWrite ? mine : null)))
        {
            scheduler.Work(request, mine);
            buffers.Return(spare);
        }
        else
        {
            buffer = spare ?? mine;
        }
    }

    private void Flush(in FuseRequestHeader header)
    {
        if (files.Find(header.Node) is not { } file)
        {
            Reply.Outcome(device, header.Unique, Errno.EIO);
            return;
        }

        try
        {
            scheduler.Rules(file.Flow);
            var backlog = file.Flow.Backlog.Bytes;
            file.Volume.Flush();
            file.Flow.Backlog.Remove(backlog);
            file.Counts.Flushed();
            Reply.Outcome(device, header.Unique, Errno.None);
        }
#pragma warning disable CA1031 // As for reads and writes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BlockRequests.Fail(file, device, header.Unique, exception);
        }
    }

    private void Discard(in FuseRequestHeader header, ReadOnlySpan<byte> request)
    {
        const long blockMask = IBlockVolume.BlockSize - 1;
        if (files.Find(header.Node) is not { } file || file.ReadOnly)
        {
            Reply.Outcome(device, header.Unique, Errno.EROFS);
            return;
        }

        if (!RequestParser.TryBody<FuseAllocation>(request, out var range)
            || (range.Mode & (FuseAllocation.PunchHole | FuseAllocation.ZeroRange)) == 0
            || range.Offset > (ulong)file.Volume.Length
            || range.Length > (ulong)file.Volume.Length - range.Offset
            || ((range.Offset | range.Length) & blockMask) != 0)
        {
            // Nothing is ever allocated ahead here, and a file never changes its length.
            Reply.Outcome(device, header.Unique, Errno.EOPNOTSUPP);
            return;
        }

        if (range.Length > SlowRequest.DiscardAtOnce)
        {
            SlowRequest.Discard(new(file, device, header.Unique, IsWrite: false, (long)range.Offset, Length: 0), (long)range.Length, scheduler);
            return;
        }

        try
        {
            file.Volume.Discard((long)range.Offset, (long)range.Length);
            file.Counts.Discarded();
            Reply.Outcome(device, header.Unique, Errno.None);
        }
#pragma warning disable CA1031 // As for reads and writes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BlockRequests.Fail(file, device, header.Unique, exception);
        }
    }
}
