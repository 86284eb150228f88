using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_read_in and struct fuse_write_in, which have one layout.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FuseTransfer
{
    public const int Size = 40;

    public ulong Handle;
    public ulong Offset;
    public uint Length;
    public uint TransferFlags;
    public ulong LockOwner;
    public uint OpenFlags;
    public uint Padding;
}
