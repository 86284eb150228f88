using System.Diagnostics;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Steps.Traces;
using Bothy.Volumes.Serving;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Deltas.PowerCuts;

/// <summary>An ext4 on a served volume, by a process that writes down what it does to the volume's files.</summary>
internal sealed class TracedDisk : IAsyncDisposable
{
    public const long Length = 64 * MiB;
    private readonly Process server;
    private LoopDevice? device;

    private TracedDisk()
    {
        server = Process.Start(Path.Combine(AppContext.BaseDirectory, "bothy-steps"), ["volume-traced", Root, $"{Length}"]);
        At = Directory.CreateDirectory(Path.Combine(Root, "disk")).FullName;
    }

    /// <summary>Where the ext4 is mounted.</summary>
    public string At { get; }

    /// <summary>How much was done until now.</summary>
    public long Position => new FileInfo(Path.Combine(Root, "trace")).Length;

    private string Root { get; } = Directory.CreateTempSubdirectory("bothy-traced-").FullName;

    private string Mount => Path.Combine(Root, "mount");

    public static async Task<TracedDisk> MakeAsync()
    {
        if (Environment.UserName != "root" || !File.Exists("/dev/fuse") || !File.Exists("/dev/loop-control"))
        {
            Assert.Skip("needs root, FUSE and loop devices");
        }

        var disk = new TracedDisk();
        var file = Path.Combine(disk.Mount, "data");
        await EventuallyAsync("served", () => Task.FromResult(File.Exists(file)));
        await RunAsync("mkfs.ext4", "-q", "-b", "4096", "-J", "size=4", "-E", "nodiscard", file);
        disk.device = LoopDevice.Attach(file, new LoopOptions());
        MountPoint.Attach(disk.device.Path, disk.At, "ext4", MountFlags.NoSuid | MountFlags.NoDev, "discard");
        return disk;
    }

    /// <summary>Takes everything away; what was done until then.</summary>
    public async Task<IReadOnlyList<(TraceEntry Entry, long End)>> EndAsync()
    {
        Unmount();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        return TraceLog.Read(Path.Combine(Root, "trace"));
    }

    public async ValueTask DisposeAsync()
    {
        server.Kill();
        Unmount();
        await server.WaitForExitAsync(CancellationToken.None);
        server.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private void Unmount()
    {
        if (MountTable.Find(At) is not null)
        {
            MountPoint.Detach(At);
        }

        device?.Dispose();
        device = null;
        FuseConnection.Unmount(Mount);
    }
}
