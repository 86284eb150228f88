using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>An ext4 on a served volume, mounted.</summary>
internal sealed class ServedDisk : IAsyncDisposable
{
    private readonly LoopDevice device;
    private readonly bool ownsServers;

    private ServedDisk(ServedFixture served, VolumeId id, LoopDevice device, string at, bool ownsServers)
    {
        (Served, Id, this.device, At, this.ownsServers) = (served, id, device, at, ownsServers);
        Content = new byte[3 * MiB];
        new Random(1).NextBytes(Content);
    }

    public ServedFixture Served { get; }

    public VolumeId Id { get; }

    /// <summary>Where it is mounted.</summary>
    public string At { get; }

    /// <summary>Something to write.</summary>
    public byte[] Content { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>With servers of its own.</summary>
    public static async Task<ServedDisk> MakeAsync(long length = 256 * MiB)
    {
        var served = new ServedFixture("delta");
        var file = await served.AttachAsync("one", length);
        await RunAsync("mkfs.ext4", "-q", "-b", "4096", file);
        return Mount(served, new("one"), file, ownsServers: true);
    }

    public string File(string name) => Path.Combine(At, name);

    /// <summary>The latest version of it that the store has, once there is one that holds everything up to the last cut: on a volume of its own, and clean without repair.</summary>
    public async Task<ServedDisk> OpenSavedAsync()
    {
        string? version = null;
        await EventuallyAsync("saved", async () =>
        {
            var durability = (await Served.Client.StatusAsync(Id, Stop)).Durability!;
            version = durability.Version;
            return version is not null && durability.OpenCuts == 0;
        });
        var copy = new VolumeId($"copy-{Guid.NewGuid():n}");
        await Served.Client.CreateAsync(copy, new(0, version), Stop);
        var file = await Served.Client.AttachAsync(copy, readOnly: false, new(), Stop);
        await RunAsync("e2fsck", "-fn", file);
        return Mount(Served, copy, file, ownsServers: false);
    }

    public async ValueTask DisposeAsync()
    {
        MountPoint.Detach(At);
        device.Dispose();
        if (ownsServers)
        {
            await Served.DisposeAsync();
        }
    }

    private static ServedDisk Mount(ServedFixture served, VolumeId id, string file, bool ownsServers)
    {
        var at = Directory.CreateDirectory(Path.Combine(served.Root, $"disk-{id}")).FullName;
        var device = LoopDevice.Attach(file, new LoopOptions());
        MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev, "discard");
        return new(served, id, device, at, ownsServers);
    }
}
