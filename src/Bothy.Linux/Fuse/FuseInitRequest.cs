using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>The part of struct fuse_init_in that every kernel since 5.17 sends.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FuseInitRequest
{
    public const int Size = 20;

    public uint Major;
    public uint Minor;
    public uint MaximumReadAhead;
    public uint Flags;
    public uint Flags2;

    public readonly FuseFeatures Features =>
        (FuseFeatures)(Flags | (((FuseFeatures)Flags & FuseFeatures.ExtendedInit) != 0 ? (ulong)Flags2 << 32 : 0));
}
