using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Serving;

/// <summary>Serves the files of a table through the descriptors of a mount, each with a thread of its own.</summary>
internal sealed class BlockServer : IDisposable
{
    /// <summary>Requests that are worked on at once, those that compete aside: a flush of one volume holds one of them.</summary>
    public const int DefaultReaders = 8;

    private const int StackBytes = 256 << 10;

    /// <summary>Parked requests that are worked on at once.</summary>
    private const int AtOnce = 2;

    /// <summary>More than that: some wait for the host's disk, with what they wrote.</summary>
    private const int Workers = 2 * AtOnce;

    /// <summary>As many as four loop devices send at once (<see cref="Disks.QueueLimit"/>).</summary>
    private const int SpareBuffers = 128;
    private readonly BufferPool buffers = new(SpareBuffers);
    private readonly RequestScheduler scheduler;
    private readonly List<RequestReader> readers = [];
    private readonly List<ParkedWorker> workers = [];
    private readonly List<Thread> readerThreads;
    private readonly List<Thread> workerThreads;

    public BlockServer(FuseConnection connection, FileTable files, HandleTable handles, HostSpace space, TimeProvider time)
    {
        scheduler = new RequestScheduler(time, AtOnce, space);
        var names = new NamespaceRequests(files, handles);
        readers.AddRange(connection.Devices.Select(device => new RequestReader(device, files, names, scheduler, buffers)));
        workers.AddRange(Enumerable.Range(0, Workers).Select(_ => new ParkedWorker(scheduler, buffers)));
        readerThreads = [.. readers.Select(reader => new Thread(reader.Run, StackBytes) { IsBackground = true, Name = "fuse reader" })];
        workerThreads = [.. workers.Select(worker => new Thread(worker.Run, StackBytes) { IsBackground = true, Name = "parked requests" })];
    }

    public void Start() => readerThreads.Concat(workerThreads).ToList().ForEach(thread => thread.Start());

    /// <summary>Waits for the mount to go, and ends. Requests that still wait then are nobody's.</summary>
    public void Dispose()
    {
        readerThreads.ForEach(thread => thread.Join());
        workers.ForEach(worker => worker.Stop());
        scheduler.WakeAll();
        workerThreads.ForEach(thread => thread.Join());
        readers.ForEach(reader => reader.Dispose());
        workers.ForEach(worker => worker.Dispose());
        buffers.Dispose();
        scheduler.Dispose();
    }
}
