using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Files;

/// <summary>Copies of large files with holes.</summary>
public static partial class SparseFile
{
    private const ulong CloneRequest = 0x40049409;
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const long CopyStep = 64 << 20;

    /// <summary>
    /// Makes <paramref name="target"/> (empty) share all blocks of <paramref name="source"/>, as of one moment; false if the filesystem cannot
    /// (ioctl_ficlone(2)).
    /// </summary>
    public static bool TryClone(SafeFileHandle source, SafeFileHandle target)
    {
        using var from = new DescriptorReference(source);
        using var to = new DescriptorReference(target);
        if (Control(to.Value, CloneRequest, from.Value) == 0)
        {
            return true;
        }

        return Check.LastError is Errno.EOPNOTSUPP or Errno.EXDEV or Errno.EINVAL or Errno.ENOTTY
            ? false
            : throw LinuxException.Last("ioctl FICLONE");
    }

    /// <summary>Copies the data of <paramref name="source"/> into <paramref name="target"/> (empty), leaving holes as holes. The source must not change meanwhile.</summary>
    public static void Copy(SafeFileHandle source, SafeFileHandle target, CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(source);
        RandomAccess.SetLength(target, length);
        using var from = new DescriptorReference(source);
        using var to = new DescriptorReference(target);
        for (long position = 0; NextData(from.Value, position) is { } start;)
        {
            var end = Check.Result(Seek(from.Value, start, SeekHole), "lseek", "SEEK_HOLE");
            CopyRange(from.Value, to.Value, start, end, cancellationToken);
            position = end;
        }
    }

    /// <summary>Makes a range read as zeros and gives its space back (<c>FALLOC_FL_PUNCH_HOLE</c>).</summary>
    public static void PunchHole(SafeFileHandle file, long offset, long length)
    {
        const int punchHoleKeepSize = 2 | 1;
        using var reference = new DescriptorReference(file);
        Check.Result(Allocate(reference.Value, punchHoleKeepSize, offset, length), "fallocate", "FALLOC_FL_PUNCH_HOLE");
    }

    private static void CopyRange(int from, int to, long start, long end, CancellationToken cancellationToken)
    {
        var (input, output) = (start, start);
        while (input < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var copied = Check.Result(
                CopyFileRange(from, ref input, to, ref output, (nuint)Math.Min(end - input, CopyStep), 0), "copy_file_range");
            if (copied == 0)
            {
                throw new IOException($"The file became shorter while it was copied: {input} of {end} bytes.");
            }
        }
    }

    private static long? NextData(int descriptor, long position)
    {
        var start = Seek(descriptor, position, SeekData);
        return start >= 0 ? start : Check.LastError == Errno.ENXIO ? null : throw LinuxException.Last("lseek", "SEEK_DATA");
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, ulong request, int argument);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial long CopyFileRange(int input, ref long inputOffset, int output, ref long outputOffset, nuint length, uint flags);
}
