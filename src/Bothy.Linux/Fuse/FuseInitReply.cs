using System.Runtime.InteropServices;

namespace Bothy.Linux.Fuse;

/// <summary>struct fuse_init_out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct FuseInitReply
{
    [FieldOffset(0)]
    public uint Major;

    [FieldOffset(4)]
    public uint Minor;

    [FieldOffset(8)]
    public uint MaximumReadAhead;

    [FieldOffset(12)]
    public uint Flags;

    /// <summary>Requests of asynchronous IO that are with the server at once.</summary>
    [FieldOffset(16)]
    public ushort MaximumBackground;

    [FieldOffset(18)]
    public ushort CongestionThreshold;

    /// <summary>Bytes of a write.</summary>
    [FieldOffset(20)]
    public uint MaximumWrite;

    [FieldOffset(24)]
    public uint TimeGranularity;

    /// <summary>Pages of a read or write.</summary>
    [FieldOffset(28)]
    public ushort MaximumPages;

    [FieldOffset(32)]
    public uint Flags2;

    public void SetFeatures(FuseFeatures features)
    {
        Flags = (uint)features;
        Flags2 = (uint)((ulong)features >> 32);
    }
}
