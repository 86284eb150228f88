using System.Buffers.Binary;
using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>
/// The content of a directory. In each block there are entries (<c>erofs_dirent</c>) of an inode's number, where its name begins in the block, and its type,
/// and then the names; all of it in the order of the names' bytes, the directory itself and what it lies in included. The last block is only as
/// long as it must be.
/// </summary>
internal sealed class DirectoryContent
{
    private readonly DirectoryNode directory;
    private readonly string[] names;

    public DirectoryContent(DirectoryNode directory)
    {
        this.directory = directory;
        names = [".", "..", .. directory.Entries.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        for (var first = 0; first < names.Length;)
        {
            (first, var used) = Fill(first);
            Size += first < names.Length ? ErofsFormat.BlockSize : used;
        }
    }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>Everything in it but itself and what it lies in, in order.</summary>
    public IEnumerable<Node> Children => names.Where(name => name is not ("." or "..")).Select(name => directory.Entries[name].Node);

    /// <summary>Writes all of it. Every inode must have its place.</summary>
    /// <param name="write">Called with one block after the other, the last one maybe shorter.</param>
    public void Write(Action<ReadOnlySpan<byte>> write)
    {
        Span<byte> block = stackalloc byte[ErofsFormat.BlockSize];
        for (var first = 0; first < names.Length;)
        {
            var (end, used) = Fill(first);
            block.Clear();
            Write(block, names.AsSpan(first, end - first));
            write(end < names.Length ? block : block[..used]);
            first = end;
        }
    }

    /// <summary>Which names fill the block that begins with one.</summary>
    private (int End, int Used) Fill(int first)
    {
        var (end, used) = (first, 0);
        while (end < names.Length && used + ErofsFormat.DirectoryEntrySize + names[end].Length is <= ErofsFormat.BlockSize and var more)
        {
            (end, used) = (end + 1, more);
        }

        return (end, used);
    }

    private void Write(Span<byte> block, ReadOnlySpan<string> inBlock)
    {
        var nameAt = inBlock.Length * ErofsFormat.DirectoryEntrySize;
        for (var i = 0; i < inBlock.Length; i++)
        {
            var entry = block[(i * ErofsFormat.DirectoryEntrySize)..];
            var node = NodeOf(inBlock[i]);
            BinaryPrimitives.WriteInt64LittleEndian(entry, node.Inode / ErofsFormat.SlotSize);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)nameAt);
            entry[10] = InodeTypes.InDirectory(InodeTypes.Of(node));
            RawName.CopyTo(inBlock[i], block[nameAt..]);
            nameAt += inBlock[i].Length;
        }
    }

    private Node NodeOf(string name) => name switch
    {
        "." => directory,
        ".." => directory.Parent,
        _ => directory.Entries[name].Node,
    };
}
