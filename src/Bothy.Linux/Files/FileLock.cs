using System.Runtime.InteropServices;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Bothy.Linux.Paths;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Files;

/// <summary>
/// An exclusive lock between processes (flock(2)) that ends with its holder, however that ends. The file may be deleted by whoever
/// holds the lock.
/// </summary>
public sealed partial class FileLock : IDisposable
{
    private const int ExclusiveWithoutWaiting = 2 | 4;
    private const int Unlock = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly SafeFileHandle file;

    private FileLock(SafeFileHandle file) => this.file = file;

    /// <summary>Waits until the lock on <paramref name="path"/> is free and takes it. The file is made if need be.</summary>
    public static async Task<FileLock> TakeAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Takes the lock if it is free; null if another holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        while (true)
        {
            var file = OpenFile(path);
            if (!TryLock(file, path))
            {
                file.Dispose();
                return null;
            }

            if (FileStatus.Of(path)?.Inode == FileStatus.Of(file, path).Inode)
            {
                return new FileLock(file);
            }

            // Its last holder deleted it: this is a lock on a file that nobody else finds.
            file.Dispose();
        }
    }

    public void Dispose()
    {
        if (!file.IsClosed)
        {
            // A child that was just forked has the file open, too, until it runs its own program.
            using (var reference = new DescriptorReference(file))
            {
                _ = Lock(reference.Value, Unlock);
            }

            file.Dispose();
        }
    }

    /// <summary>Not with the base library, which takes a lock of its own on what it opens.</summary>
    private static SafeFileHandle OpenFile(string path)
    {
        const int readWriteCreateCloseOnExec = 2 | 0x40 | 0x80000;
        const uint ownerOnly = 0x180;
        var descriptor = Open(path, readWriteCreateCloseOnExec, ownerOnly);
        if (descriptor < 0 && Check.LastError == Errno.ENOENT)
        {
            throw new DirectoryNotFoundException($"{path} cannot be made: its directory does not exist.");
        }

        return new SafeFileHandle(Check.Result(descriptor, "open", path), ownsHandle: true);
    }

    private static bool TryLock(SafeFileHandle file, string path)
    {
        using var reference = new DescriptorReference(file);
        if (Lock(reference.Value, ExclusiveWithoutWaiting) == 0)
        {
            return true;
        }

        return Check.LastError == Errno.EAGAIN ? false : throw LinuxException.Last("flock", path);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(int descriptor, int operation);
}
