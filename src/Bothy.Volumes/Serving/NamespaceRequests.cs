using Bothy.Linux.Errors;
using Bothy.Linux.Fuse;

namespace Bothy.Volumes.Serving;

/// <summary>Everything about the mount that is not content: one directory of files whose length never changes.</summary>
internal sealed class NamespaceRequests(FileTable files, HandleTable handles)
{
    private const ulong Root = 1;
    private const uint OwnerOnly = 0x180;
    private const uint OwnerDirectory = 0x1C0;
    private const uint BlockSize = 4096;
    private const uint LongestName = 64;
    private const ulong AttributesValidSeconds = 3600;

    public void Handle(FuseDevice device, in FuseRequestHeader header, ReadOnlySpan<byte> request)
    {
        switch (header.Opcode)
        {
            case FuseOpcode.Lookup:
                Lookup(device, header, request);
                break;
            case FuseOpcode.GetAttributes:
            case FuseOpcode.SetAttributes:
                Attributes(device, header);
                break;
            case FuseOpcode.Open:
                Open(device, header);
                break;
            case FuseOpcode.Release:
                Release(device, header, request);
                break;
            case FuseOpcode.ReadDirectory:
                ReadDirectory(device, header, request);
                break;
            case FuseOpcode.StatFilesystem:
                Reply.Value(device, header.Unique, new FuseStatistics { BlockSize = BlockSize, FragmentSize = BlockSize, NameLength = LongestName });
                break;
            case FuseOpcode.Forget:
            case FuseOpcode.BatchForget:
                // Inode numbers cost nothing here. The kernel waits for no answer.
                break;
            case FuseOpcode.ReleaseDirectory:
            case FuseOpcode.Destroy:
                Reply.Outcome(device, header.Unique, Errno.None);
                break;
            default:
                Reply.Outcome(device, header.Unique, Errno.ENOSYS);
                break;
        }
    }

    private void Lookup(FuseDevice device, in FuseRequestHeader header, ReadOnlySpan<byte> request)
    {
        if (header.Node != Root || !RequestParser.TryName(request, out var name) || files.Find(name) is not { } file)
        {
            Reply.Outcome(device, header.Unique, Errno.ENOENT);
            return;
        }

        // Names are not cached: a volume that is detached is gone at once.
        Reply.Value(
            device, header.Unique, new FuseEntryReply { Node = file.Node, Attributes = Of(file), AttributesValidSeconds = AttributesValidSeconds });
    }

    private void Attributes(FuseDevice device, in FuseRequestHeader header)
    {
        if (header.Node == Root)
        {
            Reply.Value(device, header.Unique, new FuseAttributesReply { Attributes = OfRoot });
        }
        else if (files.Find(header.Node) is { } file)
        {
            // Whatever is to be set (times, mostly) stays as it is.
            Reply.Value(device, header.Unique, new FuseAttributesReply { Attributes = Of(file), ValidSeconds = AttributesValidSeconds });
        }
        else
        {
            Reply.Outcome(device, header.Unique, Errno.ENOENT);
        }
    }

    private void Open(FuseDevice device, in FuseRequestHeader header)
    {
        if (files.Find(header.Node) is not { Closing: false } file)
        {
            Reply.Outcome(device, header.Unique, Errno.ENOENT);
        }
        else if (handles.TryOpen(file.Node, header.Unique, out var handle))
        {
            Reply.Value(device, header.Unique, new FuseOpenReply { Handle = handle, Flags = FuseOpenReply.DirectIO | FuseOpenReply.ParallelDirectWrites });
        }
        else
        {
            Reply.Outcome(device, header.Unique, Errno.EAGAIN);
        }
    }

    private void Release(FuseDevice device, in FuseRequestHeader header, ReadOnlySpan<byte> request)
    {
        if (RequestParser.TryBody<ulong>(request, out var handle))
        {
            handles.Close(header.Node, handle);
        }

        Reply.Outcome(device, header.Unique, Errno.None);
    }

    private unsafe void ReadDirectory(FuseDevice device, in FuseRequestHeader header, ReadOnlySpan<byte> request)
    {
        if (header.Node != Root || !RequestParser.TryBody<FuseTransfer>(request, out var asked))
        {
            Reply.Outcome(device, header.Unique, Errno.ENOTDIR);
            return;
        }

        var listing = DirectoryListing.Write(files.All, asked.Offset, (int)Math.Min(asked.Length, RequestBuffer.MaximumTransfer));
        fixed (byte* start = listing)
        {
            Reply.Data(device, header.Unique, start + FuseReplyHeader.Size, listing.Length - FuseReplyHeader.Size);
        }
    }

    private static FuseAttributes OfRoot =>
        new() { Node = Root, Mode = FuseAttributes.Directory | OwnerDirectory, Links = 2, BlockSize = BlockSize };

    private static FuseAttributes Of(ServedFile file) => new()
    {
        Node = file.Node,
        Length = (ulong)file.Volume.Length,
        Blocks = (ulong)file.Volume.Length / 512,
        Mode = FuseAttributes.RegularFile | (file.ReadOnly ? OwnerOnly & ~0x80u : OwnerOnly),
        Links = 1,
        BlockSize = BlockSize,
    };
}
