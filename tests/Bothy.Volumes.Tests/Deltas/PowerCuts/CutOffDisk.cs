using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Steps.Traces;
using Bothy.Volumes.Bases;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;
using Bothy.Volumes.Deltas.Storage;
using Bothy.Volumes.Tests.Deltas.Simulation;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Deltas.PowerCuts;

/// <summary>What is left of a traced disk when the power fails: everything that was synchronised, and of the rest any part.</summary>
internal sealed class CutOffDisk : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("bothy-cut-").FullName;
    private readonly string shared = Directory.CreateDirectory($"/dev/shm/bothy-cut-{Guid.NewGuid():n}").FullName;

    /// <param name="done">What was done before.</param>
    /// <param name="seed">Chooses what of the unsynchronised is left.</param>
    public CutOffDisk(IEnumerable<TraceEntry> done, int seed)
    {
        var storage = new SimulatedStorage(new SimulatedDevice(new Random(seed)));
        var files = new Dictionary<int, IDeltaFile>();
        foreach (var entry in done)
        {
            Repeat(entry, storage, files);
        }

        storage.LosePower();
        using var volume = DeltaVolume.Open(new DeltaPlace(storage, shared, Guid.NewGuid()), state => new ZeroBase(state.Length, ChunkSize.Default));
        Copy(volume);
    }

    private string Image => Path.Combine(root, "image");

    /// <summary>Mounts the disk, which replays its journal, lets it be looked at, and checks the filesystem.</summary>
    public async Task CheckAsync(Action<string> check)
    {
        var at = Directory.CreateDirectory(Path.Combine(root, "disk")).FullName;
        using (var device = LoopDevice.Attach(Image, new LoopOptions()))
        {
            MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev);
            try
            {
                check(at);
            }
            finally
            {
                MountPoint.Detach(at);
            }
        }

        await RunAsync("e2fsck", "-fn", Image);
    }

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(shared, recursive: true);
    }

    private static void Repeat(TraceEntry entry, SimulatedStorage storage, Dictionary<int, IDeltaFile> files)
    {
        switch (entry.Kind)
        {
            case TraceKind.Made:
                files[entry.File] = storage.Create(entry.Name, entry.Length);
                break;
            case TraceKind.Written:
                files[entry.File].Write(entry.Offset, entry.Data);
                break;
            case TraceKind.Punched:
                files[entry.File].Punch(entry.Offset, entry.Length);
                break;
            case TraceKind.Synchronised:
                files[entry.File].Sync();
                break;
            case TraceKind.Renamed:
                storage.Replace(entry.Name, entry.To);
                break;
            case TraceKind.Deleted:
                storage.Delete(entry.Name);
                break;
            default:
                storage.Sync();
                break;
        }
    }

    private void Copy(DeltaVolume volume)
    {
        var part = new byte[MiB];
        using var image = File.OpenHandle(Image, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(image, volume.Length);
        for (var offset = 0L; offset < volume.Length; offset += part.Length)
        {
            volume.TryRead(offset, part).ShouldBeTrue();
            if (part.AsSpan().ContainsAnyExcept((byte)0))
            {
                RandomAccess.Write(image, part, offset);
            }
        }
    }
}
