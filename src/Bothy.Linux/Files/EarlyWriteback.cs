using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>Has the kernel write a part of a file to its disk now, instead of when somebody waits for it (sync_file_range(2)).</summary>
public static partial class EarlyWriteback
{
    private const uint Write = 2;
    private const uint WaitBeforeAndAfter = 1 | 4;

    /// <summary>Returns before the part is written; where the filesystem cannot do this, nothing happens. It makes nothing durable.</summary>
    public static void Begin(SafeHandle file, long offset, long length)
    {
        using var reference = new DescriptorReference(file);
        _ = Synchronise(reference.Value, offset, length, Write);
    }

    /// <summary>Returns when the whole file is with its disk: what was written before this was called. It makes nothing durable.</summary>
    /// <exception cref="LinuxException">Something could not be written. A later fdatasync(2) through the same descriptor may not say so again.</exception>
    public static void Complete(SafeHandle file, string name)
    {
        const long all = 0;
        using var reference = new DescriptorReference(file);
        Check.Result(Synchronise(reference.Value, 0, all, Write | WaitBeforeAndAfter), "sync_file_range", name);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int Synchronise(int descriptor, long offset, long length, uint flags);
}
