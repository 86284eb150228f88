using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;

namespace Bothy.Linux.Files;

/// <summary>Has the kernel write a part of a file to its disk now, instead of when somebody waits for it (sync_file_range(2)).</summary>
public static partial class EarlyWriteback
{
    private const uint Write = 2;

    /// <summary>Returns before the part is written; where the filesystem cannot do this, nothing happens. It makes nothing durable.</summary>
    public static void Begin(SafeHandle file, long offset, long length)
    {
        using var reference = new DescriptorReference(file);
        _ = Synchronise(reference.Value, offset, length, Write);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int Synchronise(int descriptor, long offset, long length, uint flags);
}
