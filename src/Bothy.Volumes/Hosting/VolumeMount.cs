using Bothy.Linux.Memory;
using Bothy.Linux.Mounts;
using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Hosting;

/// <summary>
/// The mount with its server: made when the first volume is attached, taken over from a server that was killed, taken away when unused. Its threads
/// and memory are there until the process ends.
/// </summary>
#pragma warning disable CA1001 // Threads of the kernel's requests use all of it until the process ends.
internal sealed class VolumeMount(RunPaths paths, FileTable files, HolderLink holder, HostSpace space, TimeProvider time)
#pragma warning restore CA1001
{
    private readonly HandleTable handles = new(SharedMemory.OpenOrCreate(paths.Handles, HandleTable.Bytes));
    private readonly AsyncLock making = new();
    private FuseConnection? connection;
    private BlockServer? server;

    public HandleTable Handles => handles;

    /// <summary>Goes on with an earlier server's mount. The files are in the table already.</summary>
    /// <returns>False if the holder has none: it was killed together with the server, and what had files open sees errors.</returns>
    public async Task<bool> TryTakeOverAsync(CancellationToken cancellationToken)
    {
        connection = await holder.FetchAsync(cancellationToken);
        if (connection is null)
        {
            return false;
        }

        // Nobody works on a request now: the earlier server is gone, and this one has not begun.
        if (!connection.CanResend || !connection.Devices[0].RequestResend())
        {
            Console.WriteLine("This kernel does not send requests again (Linux 6.9 does): what the earlier server was working on stays unanswered.");
        }

        await StartAsync(cancellationToken);
        return true;
    }

    /// <summary>Makes the mount unless it is there.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        using var held = await making.EnterAsync(cancellationToken);
        if (connection is not null)
        {
            return;
        }

        RemoveLeftovers();
        handles.Clear();
        Directory.CreateDirectory(paths.Mount, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        connection = FuseConnection.Mount(paths.Mount, BlockServer.DefaultReaders);
        await StartAsync(cancellationToken);
    }

    /// <summary>Takes the mount away. No file of it is open.</summary>
    public void Remove()
    {
        if (connection is not null)
        {
            RemoveLeftovers();
            holder.Drop();
        }

        File.Delete(paths.Handles);
    }

    /// <summary>Takes away what nobody serves any more.</summary>
    public void RemoveLeftovers()
    {
        if (MountTable.Find(paths.Mount) is not null)
        {
            FuseConnection.Unmount(paths.Mount);
        }

        if (Directory.Exists(paths.Mount))
        {
            Directory.Delete(paths.Mount);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await holder.KeepAsync(connection!, cancellationToken);
        server = new BlockServer(connection!, files, handles, space, time);
        server.Start();
    }
}
