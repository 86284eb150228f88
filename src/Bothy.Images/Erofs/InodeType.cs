using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>Types of files as a mode has them (inode(7)).</summary>
internal enum InodeType
{
    Pipe = 0x1000,
    CharacterDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    File = 0x8000,
    SymbolicLink = 0xA000,
    Socket = 0xC000,
}

/// <summary>What a node is, for inodes and for directory entries.</summary>
internal static class InodeTypes
{
    public static InodeType Of(Node node) => node switch
    {
        FileNode => InodeType.File,
        DirectoryNode => InodeType.Directory,
        SymbolicLinkNode => InodeType.SymbolicLink,
        SpecialNode { Type: SpecialType.Pipe } => InodeType.Pipe,
        SpecialNode { Type: SpecialType.Socket } => InodeType.Socket,
        SpecialNode { Type: SpecialType.CharacterDevice } => InodeType.CharacterDevice,
        SpecialNode { Type: SpecialType.BlockDevice } => InodeType.BlockDevice,
        _ => throw new InvalidOperationException($"{node.GetType()} is no kind of file."),
    };

    /// <summary>The type in a directory entry (<c>EROFS_FT_…</c>).</summary>
    public static byte InDirectory(InodeType type) => type switch
    {
        InodeType.File => 1,
        InodeType.Directory => 2,
        InodeType.CharacterDevice => 3,
        InodeType.BlockDevice => 4,
        InodeType.Pipe => 5,
        InodeType.Socket => 6,
        _ => 7,
    };
}
