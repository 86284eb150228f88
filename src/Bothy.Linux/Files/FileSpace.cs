using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>Takes space for a part of a file, and gives it back (fallocate(2)). The file's length stays.</summary>
public static partial class FileSpace
{
    private const int KeepSize = 1;
    private const int PunchHole = 2;

    /// <summary>Sees to it that writing to the range cannot fail for want of space. Content stays, or is zeros.</summary>
    /// <exception cref="LinuxException">The filesystem is full, or cannot do this.</exception>
    public static void Allocate(SafeHandle file, long offset, long length) => Run(file, KeepSize, offset, length);

    /// <summary>Makes the range read as zeros and gives its space back.</summary>
    /// <exception cref="LinuxException">The filesystem cannot do this.</exception>
    public static void Punch(SafeHandle file, long offset, long length) => Run(file, KeepSize | PunchHole, offset, length);

    private static void Run(SafeHandle file, int mode, long offset, long length)
    {
        using var reference = new DescriptorReference(file);
        while (Allocate(reference.Value, mode, offset, length) != 0)
        {
            if (Check.LastError != Errno.EINTR)
            {
                throw LinuxException.Last("fallocate");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(int descriptor, int mode, long offset, long length);
}
