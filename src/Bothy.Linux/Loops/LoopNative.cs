using System.Runtime.InteropServices;

namespace Bothy.Linux.Loops;

/// <summary>The ioctls and structures of linux/loop.h.</summary>
internal static partial class LoopNative
{
    public const ulong GetStatus = 0x4C05;
    public const ulong Configure = 0x4C0A;
    public const ulong GetFree = 0x4C82;

    public const uint FlagReadOnly = 1;
    public const uint FlagAutoClear = 4;
    public const uint FlagDirectIO = 16;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, ulong request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, ulong request, ref Configuration argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, ulong request, out Information argument);

    /// <summary>struct loop_info64.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 232)]
    public struct Information
    {
        [FieldOffset(0)]
        public ulong Device;

        [FieldOffset(8)]
        public ulong Inode;

        [FieldOffset(52)]
        public uint Flags;

        [FieldOffset(56)]
        public FileName Name;
    }

    /// <summary>struct loop_config.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 304)]
    public struct Configuration
    {
        [FieldOffset(0)]
        public uint Descriptor;

        [FieldOffset(4)]
        public uint BlockSize;

        [FieldOffset(8)]
        public Information Information;
    }

    /// <summary>lo_file_name: for people only, cut off at 63 bytes.</summary>
    [System.Runtime.CompilerServices.InlineArray(64)]
    public struct FileName
    {
        private byte first;
    }
}
