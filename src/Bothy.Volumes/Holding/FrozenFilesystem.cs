using Bothy.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Holding;

/// <summary>
/// A filesystem that this process froze and will thaw: when asked, or when the deadline passes. A file names it for as long as it may be frozen, so that
/// the next holder thaws what a killed one left.
/// </summary>
internal sealed class FrozenFilesystem : IDisposable
{
    private readonly Lock gate = new();
    private readonly SafeFileHandle directory;
    private readonly string path;
    private readonly string mark;
    private readonly ITimer deadline;
    private readonly TimeProvider time;
    private readonly long begun;
    private bool frozen = true;

    private FrozenFilesystem(SafeFileHandle directory, string path, string mark, TimeSpan longest, long begun, TimeProvider time)
    {
        (this.directory, this.path, this.mark, this.begun, this.time) = (directory, path, mark, begun, time);
        deadline = time.CreateTimer(static state => ((FrozenFilesystem)state!).Thaw(), this, longest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long it took no writes; zero while it takes none.</summary>
    public TimeSpan Stopped { get; private set; }

    /// <summary>Freezes.</summary>
    /// <param name="directory">A directory of the filesystem; owned by the result.</param>
    /// <param name="marks">A directory for the file that names it.</param>
    public static FrozenFilesystem Freeze(SafeFileHandle directory, string path, string marks, TimeSpan longest, TimeProvider time)
    {
        Directory.CreateDirectory(marks, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var mark = Path.Combine(marks, Guid.NewGuid().ToString("n"));
        File.WriteAllText(mark, path);
        var begun = time.GetTimestamp();
        try
        {
            FilesystemFreeze.Freeze(directory, path);
        }
        catch (IOException)
        {
            File.Delete(mark);
            directory.Dispose();
            throw;
        }

        return new FrozenFilesystem(directory, path, mark, longest, begun, time);
    }

    /// <summary>Thaws what killed holders left frozen.</summary>
    public static void ThawLeftovers(string marks)
    {
        foreach (var mark in Directory.Exists(marks) ? Directory.GetFiles(marks) : [])
        {
            var path = File.ReadAllText(mark);
            if (path.Length > 0 && Directory.Exists(path))
            {
                using var directory = OpenDirectory.At(path);
                FilesystemFreeze.Thaw(directory, path);
            }

            File.Delete(mark);
        }
    }

    /// <summary>Thaws.</summary>
    /// <returns>False if that was done before: the deadline had passed.</returns>
    public bool Thaw()
    {
        lock (gate)
        {
            if (!frozen)
            {
                return false;
            }

            frozen = false;
            var was = FilesystemFreeze.Thaw(directory, path);
            Stopped = time.GetElapsedTime(begun);
            File.Delete(mark);
            directory.Dispose();
            return was;
        }
    }

    public void Dispose()
    {
        deadline.Dispose();
        Thaw();
    }
}
