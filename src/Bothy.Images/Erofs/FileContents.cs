using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>
/// Writes the content of files, one after the other: small ones packed, with their inodes, into blocks; others in blocks of their own, whose inodes come later.
/// </summary>
internal sealed class FileContents(ImageOutput output)
{
    private readonly PackedBlock packed = new(output);
    private readonly byte[] record = new byte[ErofsFormat.LongestPacked];
    private bool isRegionDue = true;

    /// <summary>What follows begins at a chunk boundary. A region without content takes no space.</summary>
    public void BeginRegion()
    {
        packed.Close();
        isRegionDue = true;
    }

    public FileNode Write(EntryMetadata metadata, EntryAttributes attributes, long size, Stream content, CancellationToken cancellationToken)
    {
        if (isRegionDue)
        {
            output.Align(ErofsFormat.RegionSize);
            isRegionDue = false;
        }

        var inodeSize = ErofsFormat.InodeSize + AttributeBody.SizeOf(attributes);
        return inodeSize + size <= ErofsFormat.LongestPacked
            ? Pack(metadata, attributes, inodeSize, (int)size, content)
            : WriteBlocks(new FileNode(metadata, attributes, size), content, cancellationToken);
    }

    /// <summary>No more files come.</summary>
    public void Close() => packed.Close();

    private FileNode Pack(EntryMetadata metadata, EntryAttributes attributes, int inodeSize, int size, Stream content)
    {
        var whole = record.AsSpan(0, inodeSize + size);
        var layout = size == 0 ? ErofsLayout.Flat : ErofsLayout.Inline;
        new InodeRecord(layout, InodeType.File, inodeSize - ErofsFormat.InodeSize, size, Where: 0, Names: 1).WriteTo(whole, metadata);
        AttributeBody.Write(attributes, whole[ErofsFormat.InodeSize..inodeSize]);
        content.ReadExactly(whole[inodeSize..]);

        // All that is known of it is written: nothing of it need be kept.
        var file = new FileNode(default, EntryAttributes.None, size) { IsPacked = true };
        packed.Add(file, whole);
        return file;
    }

    private FileNode WriteBlocks(FileNode file, Stream content, CancellationToken cancellationToken)
    {
        file.Offset = output.Position;
        for (var left = file.Size; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var room = output.Room;
            var read = content.Read(room[..(int)Math.Min(left, room.Length)]);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            output.Advance(read);
            left -= read;
        }

        output.Align(ErofsFormat.BlockSize);
        file.Length = output.Position - file.Offset;
        return file;
    }
}
