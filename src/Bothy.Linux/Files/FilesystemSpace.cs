using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>How much a filesystem has left (fstatfs(2)). Allocates nothing.</summary>
public static partial class FilesystemSpace
{
    /// <summary>Bytes that unprivileged users may still write to the filesystem of an open file or directory.</summary>
    /// <exception cref="LinuxException">It cannot be asked.</exception>
    public static long FreeBytes(SafeHandle file)
    {
        using var reference = new DescriptorReference(file);
        Check.Result(Query(reference.Value, out var status), "fstatfs");
        return status.AvailableBlocks * status.BlockSize;
    }

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int Query(int descriptor, out Statistics status);

    /// <summary>struct statfs of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    private struct Statistics
    {
        [FieldOffset(8)]
        public long BlockSize;

        [FieldOffset(32)]
        public long AvailableBlocks;
    }
}
