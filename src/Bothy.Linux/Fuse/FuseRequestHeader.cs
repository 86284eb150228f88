using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_in_header: what every request begins with.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FuseRequestHeader
{
    public const int Size = 40;

    /// <summary>Set in <see cref="Unique"/> of a request that was sent before.</summary>
    public const ulong ResentBit = 1ul << 63;

    public uint Length;
    public FuseOpcode Opcode;
    public ulong Unique;
    public ulong Node;
    public uint UserId;
    public uint GroupId;
    public uint ProcessId;
    public ushort ExtensionLength;
    public ushort Padding;
}
