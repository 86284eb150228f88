using System.Text;
using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>An inode that is written behind the files' content, with what follows it, and content that has no room there.</summary>
internal sealed class PlannedInode
{
    private readonly int attributeSize;
    private readonly long size;
    private readonly bool isInline;
    private long firstBlock;

    public PlannedInode(Node node)
    {
        Node = node;
        Directory = node is DirectoryNode directory ? new DirectoryContent(directory) : null;
        attributeSize = AttributeBody.SizeOf(node.Attributes);
        size = node switch
        {
            FileNode file => file.Size,
            SymbolicLinkNode link => link.Target.Length,
            _ => Directory?.Size ?? 0,
        };
        var inodeSize = ErofsFormat.InodeSize + attributeSize;
        if (node is DirectoryNode or SymbolicLinkNode)
        {
            var rest = (int)(size % ErofsFormat.BlockSize);
            isInline = rest > 0 && inodeSize + rest <= ErofsFormat.LongestPacked;
            Blocks = (size / ErofsFormat.BlockSize) + (rest > 0 && !isInline ? 1 : 0);
            Length = inodeSize + (isInline ? rest : 0);
        }
        else
        {
            Length = inodeSize;
        }
    }

    public Node Node { get; }

    /// <summary>What is in it, if it is a directory.</summary>
    public DirectoryContent? Directory { get; }

    /// <summary>Bytes of the inode, its attributes, and the content that follows them.</summary>
    public int Length { get; }

    /// <summary>Blocks of content that lies elsewhere, and is to be written with <see cref="WriteContent"/>.</summary>
    public long Blocks { get; }

    /// <summary>Takes the blocks it needs from <paramref name="next"/> on, counted from where such content begins.</summary>
    public void PlaceContent(ref long next)
    {
        firstBlock = next;
        next += Blocks;
    }

    /// <summary>Writes the inode and what follows it.</summary>
    /// <param name="contentStart">Byte of the image file at which content that lies elsewhere begins.</param>
    public void Write(Action<ReadOnlySpan<byte>> write, long contentStart)
    {
        var type = InodeTypes.Of(Node);
        var where = Node switch
        {
            FileNode file => file.Offset / ErofsFormat.BlockSize,
            SpecialNode special => Number(special),
            _ => Blocks == 0 ? 0 : (contentStart / ErofsFormat.BlockSize) + firstBlock,
        };
        var names = Node is DirectoryNode directory ? 2 + (uint)directory.Entries.Values.Count(entry => entry.Node is DirectoryNode) : Node.Names;
        var record = new byte[ErofsFormat.InodeSize + attributeSize];
        new InodeRecord(isInline ? ErofsLayout.Inline : ErofsLayout.Flat, type, attributeSize, size, (uint)where, names).WriteTo(record, Node.Metadata);
        AttributeBody.Write(Node.Attributes, record.AsSpan(ErofsFormat.InodeSize));
        write(record);
        if (isInline)
        {
            WriteContent(write, whole: false);
        }
    }

    /// <summary>Writes the blocks that lie elsewhere.</summary>
    public void WriteContent(Action<ReadOnlySpan<byte>> write) => WriteContent(write, whole: true);

    private void WriteContent(Action<ReadOnlySpan<byte>> write, bool whole)
    {
        void Choose(ReadOnlySpan<byte> block)
        {
            if (whole == (!isInline || block.Length == ErofsFormat.BlockSize))
            {
                write(block);
            }
        }

        if (Node is SymbolicLinkNode link)
        {
            Choose(Encoding.Latin1.GetBytes(link.Target));
        }
        else
        {
            Directory?.Write(Choose);
        }
    }

    /// <summary>A device's number as the kernel packs it (<c>new_encode_dev</c>).</summary>
    private static uint Number(SpecialNode special) => (special.Minor & 0xff) | (special.Major << 8) | ((special.Minor & ~0xffu) << 12);
}
