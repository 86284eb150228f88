using Bothy.Volumes.Bases;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;
using Bothy.Volumes.Tests.Deltas.Simulation;
using static Bothy.Volumes.Tests.Catalogs.CatalogFixture;

namespace Bothy.Volumes.Tests.Deltas;

/// <summary>Cuts that fail, again and again.</summary>
public sealed class FailedCutTests : IDisposable
{
    private const long Length = 64L << 20;
    private readonly SimulatedDevice device = new(new Random(1));
    private readonly string shared = Directory.CreateDirectory($"/dev/shm/bothy-cuts-{Guid.NewGuid():n}").FullName;

    public void Dispose() => Directory.Delete(shared, recursive: true);

    [Fact]
    public void Disk_ThatCannotFlush_UsesUpNoLayers()
    {
        using var volume = New();
        volume.Write(0, Filled(1, 4096));
        device.FailureRate = 1;

        for (var attempt = 0; attempt < 2 * DeltaState.MaximumLayers; attempt++)
        {
            Should.Throw<IOException>(() => volume.Cut($"cut-{attempt}"));
        }

        volume.IsOutOfLayers.ShouldBeFalse();
    }

    [Fact]
    public async Task Layers_UsedUpByCutsThatFailed_AreSavedAndMakeRoom()
    {
        using var volume = New();
        volume.Write(0, Filled(1, 4096));
        for (var attempt = 0; !volume.IsOutOfLayers; attempt++)
        {
            Should.Throw<IOException>(() => volume.Cut($"cut-{attempt}", taken: () => throw new IOException("what was frozen cannot be thawed")));
        }

        volume.Write(4096, Filled(2, 4096));
        Should.Throw<IOException>(() => volume.Cut("one more"));

        volume.CutClosed("before");
        using (var cut = volume.OpenCut("before")!)
        {
            var read = new byte[8192];
            await cut.ReadAsync(0, read, Stop);
            read.ShouldBe([.. Filled(1, 4096), .. new byte[4096]]);
            volume.Publish(cut, "first/2", new ZeroBase(Length, ChunkSize.Default));
        }

        volume.IsOutOfLayers.ShouldBeFalse();
        volume.Cut("one more");
        volume.Cuts.ShouldBe(["one more"]);
    }

    private DeltaVolume New()
    {
        var place = new DeltaPlace(new SimulatedStorage(device), shared, Guid.NewGuid());
        DeltaVolume.Create(place, Length, null);
        return DeltaVolume.Open(place, _ => new ZeroBase(Length, ChunkSize.Default));
    }
}
