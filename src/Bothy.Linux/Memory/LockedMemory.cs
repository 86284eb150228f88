using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Memory;

/// <summary>Memory outside of the managed heap, aligned to pages and never paged out, for data that the kernel reads and writes.</summary>
public sealed unsafe partial class LockedMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymousPopulated = 0x2 | 0x20 | 0x8000;
    private byte* start;

    /// <param name="length">Bytes; a multiple of the page size.</param>
    public LockedMemory(int length)
    {
        Length = length;
        var address = Map(0, (nuint)length, ReadWrite, PrivateAnonymousPopulated, -1, 0);
        if (address == -1)
        {
            throw LinuxException.Last("mmap", $"{length} bytes");
        }

        // SAFETY: the mapping is this object's until Dispose.
        start = (byte*)address;
        if (Lock(start, (nuint)length) != 0)
        {
            var error = LinuxException.Last("mlock", $"{length} bytes");
            Dispose();
            throw error;
        }
    }

    public int Length { get; }

    /// <summary>The first byte; valid until the memory is disposed.</summary>
    public byte* Start => start;

    public void Dispose()
    {
        if (start != null)
        {
            _ = Unmap(start, (nuint)Length);
            start = null;
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    private static partial int Lock(byte* address, nuint length);
}
