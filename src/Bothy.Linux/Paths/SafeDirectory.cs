using System.Runtime.InteropServices;
using System.Text;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Paths;

/// <summary>A directory whose content is hostile: no path looked up in it ever leads out of it (openat2(2), <c>RESOLVE_BENEATH</c>).</summary>
public sealed partial class SafeDirectory : IDisposable
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int DirectoryOnly = 0x10000;
    private const int PathOnly = 0x200000;
    private const ulong ResolveNoMagicLinks = 2;
    private const ulong ResolveNoSymbolicLinks = 4;
    private const ulong ResolveBeneath = 8;
    private const int AtCurrentDirectory = -100;

    private readonly SafeFileHandle handle;

    private SafeDirectory(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Opens a directory that the caller trusts the path of.</summary>
    public static SafeDirectory Open(string path) => new(OpenIn(AtCurrentDirectory, path, DirectoryOnly, resolve: 0));

    /// <summary>Opens a directory inside this one.</summary>
    public SafeDirectory OpenDirectory(string path) => new(OpenBeneath(path, DirectoryOnly));

    /// <summary>
    /// Reads the first <paramref name="maximumBytes"/> of a regular file inside; null if there is none at that path, or the path leads out of
    /// this directory.
    /// </summary>
    public byte[]? ReadFile(string path, int maximumBytes)
    {
        SafeFileHandle file;
        try
        {
            file = OpenBeneath(path, 0);
        }
        catch (LinuxException exception) when (exception.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV or Errno.ENXIO)
        {
            return null;
        }

        using (file)
        {
            if (!FileStatus.Of(file, path).IsRegular)
            {
                return null;
            }

            var content = new byte[Math.Min(RandomAccess.GetLength(file), maximumBytes)];
            var filled = 0;
            while (filled < content.Length && RandomAccess.Read(file, content.AsSpan(filled), filled) is > 0 and var read)
            {
                filled += read;
            }

            return content[..filled];
        }
    }

    /// <summary>True if a symbolic link on the way leads out of this directory, whatever is there.</summary>
    public bool LeadsOut(string path)
    {
        try
        {
            OpenBeneath(path, PathOnly).Dispose();
            return false;
        }
        catch (LinuxException exception) when (exception.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV)
        {
            return exception.Errno is Errno.EXDEV;
        }
    }

    /// <summary>True if a directory or a regular file lies at a path inside, and no symbolic link on the way to it.</summary>
    public bool HasPlain(string path)
    {
        try
        {
            using var reference = new DescriptorReference(handle);
            using var file = OpenIn(reference.Value, path, 0, ResolveBeneath | ResolveNoSymbolicLinks);
            var status = FileStatus.Of(file, path);
            return status.IsDirectory || status.IsRegular;
        }
        catch (LinuxException exception) when (exception.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV or Errno.ENXIO or Errno.EACCES)
        {
            return false;
        }
    }

    /// <summary>True if a regular file lies at a path inside.</summary>
    public bool HasFile(string path) => ReadFile(path, 0) is not null;

    /// <summary>Names of the directories at a path inside, sorted ordinally; empty if there is no such directory.</summary>
    public IReadOnlyList<string> ListDirectories(string path)
    {
        try
        {
            using var directory = OpenBeneath(path, DirectoryOnly);
            using var reference = new DescriptorReference(directory);
            return new DirectoryInfo($"/proc/self/fd/{reference.Value}/")
                .EnumerateDirectories()
                .Where(entry => entry.LinkTarget is null)
                .Select(entry => entry.Name)
                .Order(StringComparer.Ordinal)
                .ToArray();
        }
        catch (LinuxException exception) when (exception.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV)
        {
            return [];
        }
    }

    public void Dispose() => handle.Dispose();

    private SafeFileHandle OpenBeneath(string path, int flags)
    {
        using var reference = new DescriptorReference(handle);
        return OpenIn(reference.Value, path.Length == 0 ? "." : path, flags, ResolveBeneath | ResolveNoMagicLinks);
    }

    private static SafeFileHandle OpenIn(int directory, string path, int flags, ulong resolve)
    {
        // Only these few go with O_PATH (openat2(2)).
        var how = new How { Flags = (ulong)(flags == PathOnly ? PathOnly | CloseOnExec : ReadOnly | NonBlocking | CloseOnExec | flags), Resolve = resolve };
        var fd = Check.Result(
            OpenAt2(SystemCall.OpenAt2, directory, path, ref how, (nuint)Marshal.SizeOf<How>()), "openat2", path);
        return new SafeFileHandle((nint)fd, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long OpenAt2(long number, int directory, string path, ref How how, nuint size);

    /// <summary>struct open_how of linux/openat2.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct How
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
