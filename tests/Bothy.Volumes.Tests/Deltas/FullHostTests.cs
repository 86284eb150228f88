using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Volumes.Bases;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Deltas;

/// <summary>A volume on a filesystem of the host that becomes full: writes, flushes and cuts fail or succeed whole, and go on when there is room.</summary>
public sealed class FullHostTests : IAsyncLifetime
{
    private const int Block = 4096;
    private const long Length = 512 * MiB;
    private readonly string root = Directory.CreateTempSubdirectory("bothy-full-").FullName;
    private readonly string shared = $"/dev/shm/bothy-full-{Guid.NewGuid():n}";
    private LoopDevice? device;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Host => Path.Combine(root, "host");

    private string Ballast => Path.Combine(Host, "ballast");

    private DeltaPlace Place => DeltaPlace.Local(Directory.CreateDirectory(Path.Combine(Host, "volume")).FullName, shared);

    public async ValueTask InitializeAsync()
    {
        if (Environment.UserName != "root" || !File.Exists("/dev/loop-control"))
        {
            Assert.Skip("needs root and loop devices");
        }

        var image = Path.Combine(root, "image");
        await using (var file = File.Create(image))
        {
            file.SetLength(64 * MiB);
        }

        await RunAsync("mkfs.ext4", "-q", "-b", "4096", "-m", "0", image);
        device = LoopDevice.Attach(image, new LoopOptions());
        Directory.CreateDirectory(Host);
        MountPoint.Attach(device.Path, Host, "ext4", MountFlags.NoSuid | MountFlags.NoDev);
    }

    public ValueTask DisposeAsync()
    {
        if (device is not null)
        {
            MountPoint.Detach(Host);
            device.Dispose();
        }

        if (Directory.Exists(shared))
        {
            Directory.Delete(shared, recursive: true);
        }

        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Host_Full_NothingIsLostAndAllGoesOnWithRoom(int seed)
    {
        var random = new Random(seed);
        var model = new Dictionary<long, byte>();
        await File.WriteAllBytesAsync(Ballast, new byte[24 * MiB], Stop);
        DeltaVolume.Create(Place, Length, version: null);
        var refused = 0;
        using (var volume = Open())
        {
            for (var turn = 0; turn < 4000; turn++)
            {
                refused += Try(volume, random, model) ? 0 : 1;
            }

            refused.ShouldBeGreaterThan(0, "the host must have become full");
            Check(volume, model);
            File.Delete(Ballast);

            volume.Flush();
            for (var turn = 0; turn < 500; turn++)
            {
                Try(volume, random, model).ShouldBeTrue("there is room");
            }

            volume.Cut("roomy");
            Check(volume, model);
        }

        Directory.Delete(shared, recursive: true);
        using var again = Open();
        Check(again, model);
    }

    private DeltaVolume Open() => DeltaVolume.Open(Place, state => new ZeroBase(state.Length, Bothy.Volumes.Chunks.ChunkSize.Default));

    /// <summary>A write, now and then a flush or a cut.</summary>
    /// <returns>False if it was refused.</returns>
    private static bool Try(DeltaVolume volume, Random random, Dictionary<long, byte> model)
    {
        var block = random.NextInt64(Length / Block / 4);
        var value = (byte)random.Next(1, 256);
        try
        {
            switch (random.Next(60))
            {
                case 0:
                    volume.Flush();
                    break;
                case 1 when volume.Cuts.Count < 20:
                    volume.Cut($"cut {random.NextInt64()}");
                    break;
                default:
                    var content = new byte[Block * 4];
                    content.AsSpan().Fill(value);
                    Write(volume, block * 4, content, model, value);
                    break;
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Write(DeltaVolume volume, long block, byte[] content, Dictionary<long, byte> model, byte value)
    {
        try
        {
            volume.Write(block * Block, content);
        }
        catch (IOException)
        {
            // Each block of it has the old content or the new.
            var found = new byte[content.Length];
            volume.TryRead(block * Block, found).ShouldBeTrue();
            for (var each = 0; each < content.Length / Block; each++)
            {
                var part = found.AsSpan(each * Block, Block);
                var before = model.GetValueOrDefault(block + each);
                (part.IndexOfAnyExcept(before) < 0 || part.IndexOfAnyExcept(value) < 0).ShouldBeTrue();
                model[block + each] = part[0];
            }

            throw;
        }

        for (var each = 0; each < content.Length / Block; each++)
        {
            model[block + each] = value;
        }
    }

    private static void Check(DeltaVolume volume, Dictionary<long, byte> model)
    {
        var found = new byte[Block];
        foreach (var (block, value) in model)
        {
            volume.TryRead(block * Block, found).ShouldBeTrue();
            (found.AsSpan().IndexOfAnyExcept(value) < 0).ShouldBeTrue($"block {block}");
        }
    }
}
