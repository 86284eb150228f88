using System.Globalization;
using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Files;

/// <summary>
/// Files that are written past the page cache (<c>O_DIRECT</c>, open(2)): a write returns when the disk has it, and costs no copy. Memory, offset and length
/// must be multiples of 4096 bytes.
/// </summary>
public static partial class DirectFile
{
    private const int Alignment = 4096;
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;

    /// <summary>Arm has numbers of its own (arch/arm64/include/uapi/asm/fcntl.h).</summary>
    private static readonly int Direct = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    /// <summary>True if memory lies so that it can be written directly.</summary>
    public static unsafe bool Takes(ReadOnlySpan<byte> memory)
    {
        // SAFETY: only the address is looked at.
        fixed (byte* start = memory)
        {
            return (((nuint)start | (nuint)memory.Length) & (Alignment - 1)) == 0;
        }
    }

    /// <summary>Opens a file once more, whatever its name is now; null where that cannot be.</summary>
    public static SafeFileHandle? TryReopen(SafeHandle file)
    {
        using var reference = new DescriptorReference(file);
        var descriptor = Open($"/proc/self/fd/{reference.Value.ToString(CultureInfo.InvariantCulture)}", ReadWrite | Direct | CloseOnExec);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
