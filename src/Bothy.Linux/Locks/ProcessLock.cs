using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Bothy.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Locks;

/// <summary>
/// A file that at most one process holds locked (flock(2)) and that names its holder. The lock belongs to the open file, so that
/// it can be handed to a child by descriptor, and it ends with the last process that has it open, however that process ends.
/// </summary>
/// <remarks>
/// The name in the file is a help for finding the holder, the lock is the truth. .NET's own ways of opening files take flock
/// locks of their own and fail on a held one: read such a file with <see cref="ReadHolder"/>.
/// </remarks>
public sealed partial class ProcessLock : IDisposable
{
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int CloseOnExec = 0x80000;
    private const int OwnerOnly = 0x180;
    private const int Exclusive = 2;
    private const int NotBlocking = 4;
    private const int SetDescriptorFlags = 2;
    private const int DescriptorCloseOnExec = 1;

    private ProcessLock(int descriptor) => Handle = new(descriptor, ownsHandle: true);

    /// <summary>The locked file, to be inherited by a child.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Takes the lock, making the file if there is none; null if another process holds it.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static ProcessLock? TryTake(string path)
    {
        var taken = new ProcessLock(Check.Result(Open(path, ReadWrite | Create | CloseOnExec, OwnerOnly), "open", path));
        using var reference = new DescriptorReference(taken.Handle);
        if (Lock(reference.Value, Exclusive | NotBlocking) == 0)
        {
            return taken;
        }

        var error = Check.LastError;
        taken.Dispose();
        return error == Errno.EAGAIN ? null : throw new LinuxException("flock", path, error);
    }

    /// <summary>The lock that the parent took and handed on as this descriptor. Processes started from now on do not get it.</summary>
    /// <exception cref="LinuxException">There is no such descriptor.</exception>
    public static ProcessLock Inherited(int descriptor)
    {
        Check.Result(Control(descriptor, SetDescriptorFlags, DescriptorCloseOnExec), "fcntl", $"descriptor {descriptor}");
        return new(descriptor);
    }

    /// <summary>The process that the file names, if that one is alive.</summary>
    public static ProcessIdentity? ReadHolder(string path)
    {
        var descriptor = Open(path, CloseOnExec, 0);
        if (descriptor < 0)
        {
            return Check.LastError == Errno.ENOENT ? null : throw LinuxException.Last("open", path);
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        Span<byte> content = stackalloc byte[64];
        var words = Encoding.ASCII.GetString(content[..RandomAccess.Read(file, content, 0)]).Split('\n')[0].Split(' ');
        return words.Length == 2
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var startTime)
            && new ProcessIdentity(id, startTime) is { IsAlive: true } holder
                ? holder
                : null;
    }

    /// <summary>Names the holder in the file.</summary>
    public void NameHolder(ProcessIdentity holder)
    {
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{holder.Id} {holder.StartTime}\n"));
        RandomAccess.Write(Handle, line, 0);
        RandomAccess.SetLength(Handle, line.Length);
    }

    /// <summary>Closes this process's hold; a child that inherited the lock keeps it.</summary>
    public void Dispose() => Handle.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}
