using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Paths;

/// <summary>
/// Files whose names are bytes, not text: paths have one character per byte. Symbolic links in the last place are not followed. What is not there, or is of another
/// kind, is an exception.
/// </summary>
public static partial class RawFiles
{
    /// <summary>Most bytes of a list of attributes, and of a value: limits of the kernel's.</summary>
    private const int MostOfAttributes = 1 << 16;

    /// <summary>Longest target of a symbolic link.</summary>
    private const int MostOfTarget = 4096;

    /// <summary>Where a name begins in struct dirent of 64-bit systems.</summary>
    private const int NameOffset = 19;
    private const int TypeOffset = 18;
    private const byte DirectoryType = 4;

    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int NoFollow = 0x20000;

    /// <summary>What is in a directory.</summary>
    public static IReadOnlyList<string> List(string directory) => [.. Entries(directory).Select(entry => entry.Name)];

    /// <summary>The directories in a directory of a filesystem that says so when it is listed, as those of the kernel itself do.</summary>
    public static IReadOnlyList<string> ListDirectories(string directory) =>
        [.. Entries(directory).Where(entry => entry.Type == DirectoryType).Select(entry => entry.Name)];

    private static List<(string Name, byte Type)> Entries(string directory)
    {
        var stream = OpenDirectory(Bytes(directory));
        if (stream == 0)
        {
            throw LinuxException.Last("opendir", directory);
        }

        try
        {
            var entries = new List<(string, byte)>();
            while (ReadDirectory(stream) is not 0 and var entry)
            {
                if (Name(entry) is not ("." or "..") and var name)
                {
                    entries.Add((name, Marshal.ReadByte(entry, TypeOffset)));
                }
            }

            return Marshal.GetLastPInvokeError() == 0 ? entries : throw LinuxException.Last("readdir", directory);
        }
        finally
        {
            _ = CloseDirectory(stream);
        }
    }

    /// <summary>The status of a file; null if there is none.</summary>
    public static FileStatus? Status(string path) => FileStatus.Of(Bytes(path), path);

    /// <summary>What a symbolic link points to.</summary>
    public static string Target(string path)
    {
        var target = new byte[MostOfTarget];
        var length = Check.Result((long)ReadLink(Bytes(path), target, MostOfTarget), "readlink", path);
        return Encoding.Latin1.GetString(target, 0, (int)length);
    }

    /// <summary>Extended attributes that the caller may see, by name (xattr(7)); none where the filesystem has none.</summary>
    public static IReadOnlyDictionary<string, byte[]> Attributes(string path)
    {
        var file = Bytes(path);
        var buffer = ArrayPool<byte>.Shared.Rent(MostOfAttributes);
        try
        {
            var length = (int)ListAttributes(file, buffer, MostOfAttributes);
            if (length <= 0)
            {
                return length == 0 || Check.LastError is Errno.EOPNOTSUPP ? new Dictionary<string, byte[]>() : throw LinuxException.Last("llistxattr", path);
            }

            var attributes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var name in Encoding.Latin1.GetString(buffer, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                var size = (int)Check.Result((long)GetAttribute(file, Bytes(name), buffer, MostOfAttributes), "lgetxattr", path);
                attributes[name] = buffer[..size];
            }

            return attributes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens a regular file to read it.</summary>
    public static SafeFileHandle Open(string path) =>
        new(Check.Result(Open(Bytes(path), ReadOnly | CloseOnExec | NoFollow), "open", path), ownsHandle: true);

    private static byte[] Bytes(string raw) => Encoding.Latin1.GetBytes(raw + '\0');

    private static unsafe string Name(nint entry) => Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + NameOffset));

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint OpenDirectory(byte[] path);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial nint ReadDirectory(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir", SetLastError = true)]
    private static partial int CloseDirectory(nint stream);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true)]
    private static partial nint ReadLink(byte[] path, byte[] target, nuint size);

    [LibraryImport("libc", EntryPoint = "llistxattr", SetLastError = true)]
    private static partial nint ListAttributes(byte[] path, byte[] list, nuint size);

    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true)]
    private static partial nint GetAttribute(byte[] path, byte[] name, byte[] value, nuint size);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags);
}
