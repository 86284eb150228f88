using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>A block of small files with their inodes. Nothing in it depends on where the block will lie, so that it is the same in every image.</summary>
internal sealed class PackedBlock(ImageOutput output)
{
    private readonly byte[] block = new byte[ErofsFormat.BlockSize];
    private readonly List<FileNode> files = [];
    private int used;

    /// <summary>Takes in a file whose inode and content are <paramref name="record"/>; where it lies is set when the block is full.</summary>
    public void Add(FileNode file, ReadOnlySpan<byte> record)
    {
        var place = (int)ErofsFormat.Place(used, record.Length);
        if (place == ErofsFormat.BlockSize)
        {
            Close();
            place = 0;
        }

        record.CopyTo(block.AsSpan(place));
        file.Offset = place;
        files.Add(file);
        used = place + record.Length;
    }

    /// <summary>Writes what there is.</summary>
    public void Close()
    {
        if (files.Count == 0)
        {
            return;
        }

        var start = output.Position;
        output.Write(block);
        var end = (long)ErofsFormat.BlockSize;
        for (var i = files.Count - 1; i >= 0; i--)
        {
            files[i].Length = end - files[i].Offset;
            end = files[i].Offset;
            files[i].Offset += start;
            files[i].Inode = files[i].Offset;
        }

        block.AsSpan().Clear();
        files.Clear();
        used = 0;
    }
}
