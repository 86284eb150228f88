using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>Makes a file's content durable, and of its metadata only what reading that content needs (fdatasync(2)).</summary>
public static partial class DataSync
{
    /// <exception cref="LinuxException">It failed. What had been written since the last success may be lost, even if a later call succeeds.</exception>
    public static void Run(SafeHandle file, string name)
    {
        using var reference = new DescriptorReference(file);
        Check.Result(Synchronise(reference.Value), "fdatasync", name);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Synchronise(int descriptor);
}
