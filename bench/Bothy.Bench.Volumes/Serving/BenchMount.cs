using Bothy.Linux.Memory;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;

namespace Bothy.Bench.Volumes.Serving;

/// <summary>One volume, served by this process as a file of a mount.</summary>
internal sealed class BenchMount : IDisposable
{
    private readonly string mount;
    private readonly HandleTable handles;
    private readonly BlockServer server;

    public BenchMount(string directory, IBlockVolume volume, int readers)
    {
        mount = Directory.CreateDirectory(System.IO.Path.Combine(directory, "mount")).FullName;
        ProcessMemory.Lock();
        File = new ServedFile("data", 2, volume, readOnly: false);
        var files = new FileTable();
        files.Add(File);
        handles = new HandleTable(SharedMemory.OpenOrCreate(System.IO.Path.Combine(directory, "handles"), HandleTable.Bytes));
        server = new BlockServer(FuseConnection.Mount(mount, readers), files, handles, HostSpace.Unwatched, TimeProvider.System);
        server.Start();
    }

    public ServedFile File { get; }

    public string Path => System.IO.Path.Combine(mount, "data");

    /// <summary>Nobody has the file open any more.</summary>
    public void Dispose()
    {
        FuseConnection.Unmount(mount);
        server.Dispose();
        handles.Dispose();
        File.Dispose();
    }
}
