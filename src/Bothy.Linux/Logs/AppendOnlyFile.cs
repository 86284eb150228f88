using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Logs;

/// <summary>Files whose every write goes to the end, whoever writes (O_APPEND of open(2), which .NET does not offer).</summary>
public static partial class AppendOnlyFile
{
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;
    private const int OwnerOnly = 0x180;

    /// <summary>Opens the file, made with mode 0600 if there is none.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path) =>
        new(Check.Result(Open(path, WriteOnly | Create | Append | CloseOnExec, OwnerOnly), "open", path), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);
}
