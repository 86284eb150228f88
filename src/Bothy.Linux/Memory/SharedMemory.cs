using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Memory;

/// <summary>A file as memory: what is written there is seen by whoever maps it, now or after this process was killed.</summary>
public sealed unsafe partial class SharedMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int SharedPopulated = 0x1 | 0x8000;
    private readonly int length;
    private byte* start;

    /// <summary>Maps a file of at least <paramref name="length"/> bytes.</summary>
    public SharedMemory(SafeFileHandle file, int length)
    {
        this.length = length;
        using var reference = new DescriptorReference(file);
        var address = Map(0, (nuint)length, ReadWrite, SharedPopulated, reference.Value, 0);
        if (address == -1)
        {
            throw LinuxException.Last("mmap", $"{length} bytes of a file");
        }

        start = (byte*)address;
    }

    /// <summary>Opens or makes the file and maps it; its new bytes are zero.</summary>
    public static SharedMemory OpenOrCreate(string path, int length)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (RandomAccess.GetLength(file) < length)
        {
            RandomAccess.SetLength(file, length);
        }

        return new SharedMemory(file, length);
    }

    /// <summary>The memory. Not to be used after <see cref="Dispose"/>.</summary>
    // SAFETY: the mapping has this length until Dispose.
    public Span<byte> Bytes => start != null ? new(start, length) : throw new ObjectDisposedException(nameof(SharedMemory));

    public void Dispose()
    {
        if (start != null)
        {
            _ = Unmap(start, (nuint)length);
            start = null;
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(byte* address, nuint length);
}
