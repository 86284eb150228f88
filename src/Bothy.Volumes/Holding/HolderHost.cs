using Bothy.Linux.Memory;
using Bothy.Linux.Sockets;

namespace Bothy.Volumes.Holding;

/// <summary>
/// The holder as a process: keeps descriptors for a volume server that may be killed at any time, and thaws filesystems. It does nothing else, so
/// that nothing else can end it.
/// </summary>
public static class HolderHost
{
    /// <param name="run">The installation's directory under <c>/run/bothy</c>; it is there, and this is its only holder.</param>
    /// <returns>0 after a clean stop.</returns>
    public static async Task<int> RunAsync(string run, TimeProvider time, CancellationToken stop)
    {
        var path = Path.Combine(run, HolderProtocol.SocketName);
        var marks = Path.Combine(run, HolderProtocol.FreezesName);
        ProcessMemory.TrySpare();
        FrozenFilesystem.ThawLeftovers(marks);
        using var kept = new KeptDescriptors();

        // Bound under another name first: whoever finds the socket can connect.
        File.Delete(path + ".new");
        using var listener = DescriptorSocket.Listen(path + ".new");
        File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(path + ".new", path, overwrite: true);
        Start("holder", () => Accept(listener, kept, marks, time));
        Console.WriteLine("holder is up");
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        listener.Shutdown();
        File.Delete(path);
        return 0;
    }

    private static void Accept(DescriptorSocket listener, KeptDescriptors kept, string marks, TimeProvider time)
    {
        while (listener.Accept() is { } socket)
        {
            var connection = new HolderConnection(socket, kept, marks, time);
            Start("holder connection", connection.Run);
        }
    }

    private static void Start(string name, ThreadStart work) => new Thread(work, 256 << 10) { IsBackground = true, Name = name }.Start();
}
