using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>
/// Writes an EROFS image in one pass: first the content of files, as it comes, in regions that begin at chunk boundaries; then, when all files are known,
/// directories and inodes. docs/formats/erofs.md describes the result. The same calls give the same bytes.
/// </summary>
internal sealed class ErofsWriter : IDisposable
{
    private readonly ImageOutput output;
    private readonly FileContents contents;

    /// <param name="path">Made, for the host's root alone; must not exist. Until <see cref="Finish"/> returns it is not an image.</param>
    public ErofsWriter(string path)
    {
        output = new ImageOutput(path);

        // Room for the superblock and the root's inode, which are written last.
        output.Skip(ErofsFormat.RegionSize);
        contents = new FileContents(output);
    }

    /// <summary>What follows goes to a region of its own.</summary>
    public void BeginRegion() => contents.BeginRegion();

    /// <summary>Writes a file's content.</summary>
    /// <param name="size">Bytes of <paramref name="content"/>, which may go on after them.</param>
    /// <returns>The file, to be put into the tree.</returns>
    /// <exception cref="EndOfStreamException">There is less content.</exception>
    public FileNode WriteFile(EntryMetadata metadata, EntryAttributes attributes, long size, Stream content, CancellationToken cancellationToken) =>
        contents.Write(metadata, attributes, size, content, cancellationToken);

    /// <summary>Writes everything else. When this returns, the image is complete and on stable storage.</summary>
    /// <param name="tree">Its files must have been written here. Of one over an image below, only what differs is written.</param>
    public void Finish(ImageTree tree, Guid identity, CancellationToken cancellationToken)
    {
        contents.Close();
        output.Align(ErofsFormat.RegionSize);
        var metadata = new MetadataPlan(tree.Root.Lower is null ? tree.Root : Delta.Of(tree.Root), output.Position, cancellationToken);
        metadata.Write(output, cancellationToken);
        output.Align(ErofsFormat.BlockSize);
        foreach (var (offset, length) in Unused.Of(tree.Removed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Punch(offset, length);
        }

        Span<byte> block = stackalloc byte[ErofsFormat.BlockSize];
        output.Read(block, 0);
        new Superblock(identity, metadata.Inodes, output.Position / ErofsFormat.BlockSize).WriteTo(block);
        output.Patch(block, 0);
        output.Complete();
    }

    public void Dispose() => output.Dispose();
}
