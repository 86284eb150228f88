using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_entry_out.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FuseEntryReply
{
    public ulong Node;
    public ulong Generation;
    public ulong EntryValidSeconds;
    public ulong AttributesValidSeconds;
    public uint EntryValidNanoseconds;
    public uint AttributesValidNanoseconds;
    public FuseAttributes Attributes;
}
