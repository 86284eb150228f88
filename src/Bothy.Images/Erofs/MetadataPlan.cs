using System.Buffers.Binary;
using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>
/// The part of the image behind the files' content: inodes, directory by directory, each directory's in the order of their names; then content of directories
/// and links that has no room beside its inode.
/// </summary>
internal sealed class MetadataPlan
{
    private readonly List<PlannedInode> inodes = [];
    private readonly HashSet<FileNode> linked = [];
    private readonly PlannedInode root;
    private readonly long contentStart;

    /// <summary>Gives everything its place.</summary>
    /// <param name="start">Where the first inode goes: a block's beginning.</param>
    public MetadataPlan(DirectoryNode root, long start, CancellationToken cancellationToken)
    {
        var position = start;
        var blocks = 0L;
        this.root = new PlannedInode(root);
        root.Inode = ErofsFormat.RootInode;
        this.root.PlaceContent(ref blocks);
        Inodes = 1;
        var left = new Queue<PlannedInode>([this.root]);
        while (left.TryDequeue(out var directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var node in directory.Directory!.Children)
            {
                if (node is FileNode { IsPacked: true } file)
                {
                    Inodes += file.Names == 1 || linked.Add(file) ? 1 : 0;
                    continue;
                }

                if (node.Inode != 0)
                {
                    // It has another name, which came first.
                    continue;
                }

                Inodes++;
                var planned = new PlannedInode(node);
                node.Inode = ErofsFormat.Place(position, planned.Length);
                position = node.Inode + planned.Length;
                planned.PlaceContent(ref blocks);
                inodes.Add(planned);
                if (planned.Directory is not null)
                {
                    left.Enqueue(planned);
                }
            }
        }

        contentStart = ErofsFormat.Align(position, ErofsFormat.BlockSize);
    }

    /// <summary>Number of inodes.</summary>
    public long Inodes { get; private set; }

    public void Write(ImageOutput output, CancellationToken cancellationToken)
    {
        foreach (var inode in inodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Skip(inode.Node.Inode);
            inode.Write(output.Write, contentStart);
        }

        output.Skip(contentStart);
        foreach (var inode in inodes.Prepend(root).Where(inode => inode.Blocks > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            inode.WriteContent(output.Write);
            output.Align(ErofsFormat.BlockSize);
        }

        var position = root.Node.Inode;
        root.Write(
            piece =>
            {
                output.Patch(piece, position);
                position += piece.Length;
            },
            contentStart);
        Span<byte> names = stackalloc byte[sizeof(uint)];
        foreach (var file in linked)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(names, file.Names);
            output.Patch(names, file.Inode + ErofsFormat.InodeNamesOffset);
        }
    }
}
