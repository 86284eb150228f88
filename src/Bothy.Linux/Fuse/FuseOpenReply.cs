using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_open_out.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FuseOpenReply
{
    /// <summary>Reads and writes of the file go past the page cache, whoever opened it and how.</summary>
    public const uint DirectIO = 1;

    /// <summary>Closing the file needs no <see cref="FuseOpcode.Flush"/>.</summary>
    public const uint NoFlush = 1 << 5;

    /// <summary>Writes within the file's length are not ordered one after another.</summary>
    public const uint ParallelDirectWrites = 1 << 6;

    public ulong Handle;
    public uint Flags;
    public uint Padding;
}
