using System.Globalization;
using Bothy.Linux.Memory;
using Bothy.Steps.Traces;
using Bothy.Volumes.Bases;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;
using Bothy.Volumes.Deltas.Storage;
using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;

namespace Bothy.Steps;

/// <summary>Serves one volume until its mount goes away, and writes down what is done to its files.</summary>
internal static class TraceSteps
{
    private const int Readers = 4;

    /// <param name="directory">For everything: the volume's file is <c>mount/data</c> in it, what is written down is <c>trace</c>.</param>
    public static Task ServeAsync(string directory, string length)
    {
        var (files, mount, shared) = (Made(directory, "files"), Made(directory, "mount"), Made(directory, "shared"));
        using var trace = new TraceLog(Path.Combine(directory, "trace"));
        var place = DeltaPlace.Local(files, shared) with { Storage = new TracedStorage(new LocalDeltaStorage(files), trace) };
        DeltaVolume.Create(place, long.Parse(length, CultureInfo.InvariantCulture), version: null);
        using var volume = DeltaVolume.Open(place, state => new ZeroBase(state.Length, ChunkSize.Default));
        using var served = new ServedFile("data", 2, volume, readOnly: false);
        var table = new FileTable();
        table.Add(served);
        using var handles = new HandleTable(SharedMemory.OpenOrCreate(Path.Combine(directory, "handles"), HandleTable.Bytes));
        using var server = new BlockServer(FuseConnection.Mount(mount, Readers), table, handles, HostSpace.Unwatched, TimeProvider.System);
        server.Start();
        return Task.CompletedTask;
    }

    private static string Made(string directory, string name) => Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
}
