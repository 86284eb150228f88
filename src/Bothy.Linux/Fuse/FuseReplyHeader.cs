using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_out_header: what every reply and notification begins with.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FuseReplyHeader
{
    public const int Size = 16;

    public uint Length;

    /// <summary>Zero or a negative error number; in a notification its code.</summary>
    public int Error;

    /// <summary>The request's; zero in a notification.</summary>
    public ulong Unique;
}
