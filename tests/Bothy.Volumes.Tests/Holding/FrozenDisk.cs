using Bothy.Linux.Errors;
using Bothy.Linux.Files;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Volumes.Holding;
using Bothy.Volumes.Tests.Hosting;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Holding;

/// <summary>A small filesystem on an ordinary file, with a holder that can freeze it.</summary>
internal sealed class FrozenDisk : IAsyncDisposable
{
    public required ServedFixture Served { get; init; }

    public required LoopDevice Device { get; init; }

    public required string At { get; init; }

    public required Microsoft.Win32.SafeHandles.SafeFileHandle Directory { get; init; }

    public string Image => Path.Combine(Served.Root, "image");

    /// <summary>Whether a second freeze is refused.</summary>
    public bool IsFrozen
    {
        get
        {
            try
            {
                FilesystemFreeze.Freeze(Directory, At);
                FilesystemFreeze.Thaw(Directory, At);
                return false;
            }
            catch (LinuxException exception) when (exception.Errno == Errno.EBUSY)
            {
                return true;
            }
        }
    }

    public static async Task<FrozenDisk> MakeAsync()
    {
        var served = new ServedFixture();
        var (file, at) = (Path.Combine(served.Root, "image"), System.IO.Directory.CreateDirectory(Path.Combine(served.Root, "disk")).FullName);
        await using (var image = File.Create(file))
        {
            image.SetLength(16 * MiB);
        }

        await RunAsync("mkfs.ext4", "-q", "-b", "4096", file);
        var device = LoopDevice.Attach(file, new LoopOptions());
        MountPoint.Attach(device.Path, at, "ext4", MountFlags.NoSuid | MountFlags.NoDev);
        await EventuallyAsync("the holder is up", () => Task.FromResult(File.Exists(Path.Combine(served.Run, "holder.sock"))));
        return new() { Served = served, Device = device, At = at, Directory = OpenDirectory.At(at) };
    }

    public HolderClient Connect() => HolderClient.TryConnect(Served.Run)!;

    public async ValueTask DisposeAsync()
    {
        FilesystemFreeze.Thaw(Directory, At);
        Directory.Dispose();
        Device.Dispose();
        await Served.DisposeAsync();
    }
}
