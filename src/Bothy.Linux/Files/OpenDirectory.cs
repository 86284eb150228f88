using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Files;

/// <summary>Directories as descriptors, for calls that take a filesystem that way.</summary>
public static partial class OpenDirectory
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Arm has numbers of its own (arch/arm64/include/uapi/asm/fcntl.h).</summary>
    private static readonly int DirectoryOnly = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    public static SafeFileHandle At(string path) => new(Check.Result(Open(path, DirectoryOnly | CloseOnExec), "open", path), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
