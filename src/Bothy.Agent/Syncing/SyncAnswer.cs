using Bothy.Linux.Errors;
using Bothy.Linux.Files;
using Bothy.Linux.Seccomp;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Syncing;

/// <summary>
/// Answers sync(2) of everything inside with a syncfs(2) of the environment's own disk. The kernel's sync waits for every filesystem of the host:
/// one neighbour's stalled disk would make it hang here. The agent answers, because nothing inside outlives it: no call can be left waiting.
/// </summary>
internal static class SyncAnswer
{
    /// <summary>Bound from the environment's disk, as everything is that lasts.</summary>
    private const string FileOnDisk = "/etc/hostname";

    /// <summary>Begins, on the thread that starts all processes; where the kernel cannot do it, <c>sync</c> stays the kernel's.</summary>
    public static void Begin()
    {
        try
        {
            var disk = File.OpenHandle(FileOnDisk, FileMode.Open, FileAccess.Read);
            var listener = InsideFilter.Install();
            new Thread(() => AnswerAll(listener, disk), maxStackSize: 128 * 1024) { IsBackground = true, Name = "sync" }.Start();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            AgentLog.Write($"sync is the kernel's own here: {exception.Message}");
        }
    }

    private static void AnswerAll(SafeFileHandle listener, SafeFileHandle disk)
    {
        while (true)
        {
            NotificationListener.AnswerNext(listener, () => Synchronise(disk));
        }
    }

    private static void Synchronise(SafeFileHandle disk)
    {
        try
        {
            FilesystemSync.Run(disk, FileOnDisk);
        }
        catch (LinuxException exception)
        {
            // sync(2) reports no errors; fsync(2) of the files themselves does.
            AgentLog.Write($"sync: {exception.Message}");
        }
    }
}
