using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Files;

/// <summary>Writes one filesystem out, and no other (syncfs(2)).</summary>
public static partial class FilesystemSync
{
    /// <summary>Returns when all that was written to the filesystem of the open file <paramref name="file"/> is on stable storage.</summary>
    public static void Run(SafeHandle file, string name)
    {
        using var reference = new DescriptorReference(file);
        Check.Result(Synchronise(reference.Value), "syncfs", name);
    }

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int Synchronise(int descriptor);
}
