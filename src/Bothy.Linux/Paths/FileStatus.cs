using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Paths;

/// <summary>What statx(2) says of a file, without following a symbolic link in its last place.</summary>
/// <param name="Allocated">Bytes that the file takes on its filesystem, which for one with holes is less than <paramref name="Size"/>.</param>
/// <param name="ModifiedSeconds">When its content changed last, in seconds since 1970.</param>
/// <param name="ModifiedNanoseconds">The rest of that, 0 to 999,999,999.</param>
public readonly partial record struct FileStatus(
    uint Mode, uint UserId, uint GroupId, ulong Inode, long Size, uint DeviceMajor, uint DeviceMinor, long Allocated, long ModifiedSeconds, int ModifiedNanoseconds)
{
    private const uint TypeMask = 0xF000;
    private const long AllocationUnit = 512;
    private const uint BasicStatistics = 0x7ff;
    private const int AtCurrentDirectory = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;

    public bool IsRegular => (Mode & TypeMask) == 0x8000;

    public bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public bool IsSymbolicLink => (Mode & TypeMask) == 0xA000;

    /// <summary>The status of the file at a path; null if there is none.</summary>
    public static FileStatus? Of(string path)
    {
        if (Read(AtCurrentDirectory, path, AtSymlinkNoFollow, BasicStatistics, out var data) == 0)
        {
            return From(data);
        }

        return Check.LastError is Errno.ENOENT or Errno.ENOTDIR ? null : throw LinuxException.Last("statx", path);
    }

    /// <summary>The status of the file at a path of bytes, with the zero that ends it; null if there is none.</summary>
    internal static FileStatus? Of(byte[] path, string name)
    {
        if (Read(AtCurrentDirectory, path, AtSymlinkNoFollow, BasicStatistics, out var data) == 0)
        {
            return From(data);
        }

        return Check.LastError is Errno.ENOENT or Errno.ENOTDIR ? null : throw LinuxException.Last("statx", name);
    }

    /// <summary>The status of an open file.</summary>
    public static FileStatus Of(SafeHandle file, string name)
    {
        using var reference = new DescriptorReference(file);
        Check.Result(Read(reference.Value, "", AtEmptyPath, BasicStatistics, out var data), "statx", name);
        return From(data);
    }

    private static FileStatus From(in Data data) =>
        new(
            data.Mode, data.UserId, data.GroupId, data.Inode, (long)data.Size, data.DeviceMajor, data.DeviceMinor, (long)data.Blocks * AllocationUnit,
            data.ModifiedSeconds, (int)data.ModifiedNanoseconds);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Read(int directory, string path, int flags, uint mask, out Data data);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Read(int directory, byte[] path, int flags, uint mask, out Data data);

    /// <summary>The members of struct statx (linux/stat.h) that are read, at their offsets.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Data
    {
        [FieldOffset(20)]
        public uint UserId;

        [FieldOffset(24)]
        public uint GroupId;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
