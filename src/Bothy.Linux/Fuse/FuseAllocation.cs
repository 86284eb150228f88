using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_fallocate_in.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FuseAllocation
{
    public const int Size = 32;
    public const uint KeepSize = 1;
    public const uint PunchHole = 2;
    public const uint ZeroRange = 16;

    public ulong Handle;
    public ulong Offset;
    public ulong Length;
    public uint Mode;
    public uint Padding;
}
