using Bothy.Volumes.Bases;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;

namespace Bothy.Bench.Volumes.Serving;

/// <summary>A new volume of zeros with nothing but local writes, as an environment's disk is one.</summary>
internal sealed class LocalDelta : IDisposable
{
    private readonly string shared = $"/dev/shm/bothy-bench-{Guid.NewGuid():n}";

    public LocalDelta(string directory, long length)
    {
        var place = DeltaPlace.Local(Directory.CreateDirectory(Path.Combine(directory, "delta")).FullName, shared);
        DeltaVolume.Create(place, length, version: null);
        Volume = DeltaVolume.Open(place, state => new ZeroBase(state.Length, ChunkSize.Default));
    }

    public DeltaVolume Volume { get; }

    public void Dispose()
    {
        Volume.Dispose();
        Directory.Delete(shared, recursive: true);
    }
}
