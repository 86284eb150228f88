using Bothy.Linux.Loops;

namespace Bothy.Bench.Volumes.Serving;

/// <summary>A new ext4 on a file, as an environment's disk has one, on a loop device.</summary>
internal sealed class MountedExt4 : IDisposable
{
    private readonly LoopDevice device;
    private readonly string at;

    /// <param name="file">Of zeros; formatted.</param>
    /// <param name="at">A directory to mount it on.</param>
    public MountedExt4(string file, string at)
    {
        this.at = at;
        Shell.Time($"mkfs.ext4 -q -F -b 4096 -E nodiscard,lazy_itable_init=1,lazy_journal_init=1 {file}");
        device = LoopDevice.Attach(file, new LoopOptions());
        Shell.Time($"mount -o discard,noinit_itable {device.Path} {at}");
    }

    public void Dispose()
    {
        Shell.Time($"umount {at}");
        device.Dispose();
    }
}
