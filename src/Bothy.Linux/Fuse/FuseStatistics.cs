using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_statfs_out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
public struct FuseStatistics
{
    [FieldOffset(0)]
    public ulong Blocks;

    [FieldOffset(40)]
    public uint BlockSize;

    [FieldOffset(44)]
    public uint NameLength;

    [FieldOffset(48)]
    public uint FragmentSize;
}
