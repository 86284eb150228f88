using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Paths;

/// <summary>Files that are there whole or not at all, whatever fails.</summary>
public static partial class DurableFile
{
    /// <summary>Replaces the file in one step and returns when the new content is on stable storage. The file's mode is 0600.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the directory's entries durable (fsync(2)).</summary>
    public static void SyncDirectory(string path)
    {
        using var directory = OpenDirectory(path);
        using var reference = new DescriptorReference(directory);
        Check.Result(Synchronise(reference.Value), "fsync", path);
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle OpenDirectory(string path)
    {
        const int directoryOnly = 0x10000;
        const int closeOnExec = 0x80000;
        var descriptor = Check.Result(Open(path, directoryOnly | closeOnExec), "open", path);
        return new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronise(int descriptor);
}
