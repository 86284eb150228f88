using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Memory;

/// <summary>Memory that takes space only where it is touched (mmap(2)): of this process, or of a file, which then outlives the process.</summary>
public sealed partial class LazyMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int ReadWrite = 1 | 2;
    private const int Shared = 1;
    private const int PrivateAnonymousNoReserve = 2 | 0x20 | 0x4000;
    private readonly nuint length;

    /// <summary>Zeroed memory of this process.</summary>
    /// <param name="length">Bytes.</param>
    public LazyMemory(long length)
        : this(length, PrivateAnonymousNoReserve, -1)
    {
    }

    private LazyMemory(long length, int flags, int descriptor)
        : base(ownsHandle: true)
    {
        this.length = (nuint)length;
        var address = Map(0, this.length, ReadWrite, flags, descriptor, 0);
        if (address == -1)
        {
            throw LinuxException.Last("mmap");
        }

        SetHandle(address);
    }

    /// <summary>Where it begins; valid until this object is disposed.</summary>
    public nint Address => handle;

    /// <summary>The first bytes of a file; they must be there before they are touched.</summary>
    public static LazyMemory Of(SafeFileHandle file, long length)
    {
        using var reference = new DescriptorReference(file);
        return new LazyMemory(length, Shared, reference.Value);
    }

    protected override bool ReleaseHandle() => Unmap(handle, length) == 0;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
