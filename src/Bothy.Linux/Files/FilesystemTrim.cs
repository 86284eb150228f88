using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>Tells the device under a mounted filesystem which of its blocks are free (linux/fs.h: FITRIM), so that it gives their space back.</summary>
public static partial class FilesystemTrim
{
    private const ulong TrimRequest = 0xC0185879;

    /// <summary>
    /// Returns when the device has answered for all that is free between two places of the filesystem: seconds, if that is much. A filesystem may pass over
    /// what it has trimmed before and not used since.
    /// </summary>
    /// <param name="directory">An open directory of the filesystem.</param>
    /// <param name="start">Where to begin, in bytes.</param>
    /// <param name="length">For how many bytes from there; beyond the filesystem's end there is nothing to trim.</param>
    /// <returns>Bytes that the device was told of, be there anything on it in their place or not.</returns>
    /// <exception cref="LinuxException">The device cannot do it, or <paramref name="start"/> lies beyond the filesystem's end (EINVAL).</exception>
    public static long Run(SafeHandle directory, string name, long start = 0, long length = long.MaxValue)
    {
        using var reference = new DescriptorReference(directory);
        var range = new TrimRange { Start = (ulong)start, Length = (ulong)length };
        Check.Result(Control(reference.Value, TrimRequest, ref range), "ioctl FITRIM", name);
        return (long)range.Length;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, ulong request, ref TrimRange range);

    /// <summary>struct fstrim_range (linux/fs.h); the kernel puts what it trimmed into the length.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TrimRange
    {
        public ulong Start;
        public ulong Length;
        public ulong Least;
    }
}
