using Bothy.Volumes;
using Bothy.Volumes.Disks;

namespace Bothy.Steps;

internal static class DiskSteps
{
    public static Task UpAsync(string volumes, string id, string mountPoint, long limit) =>
        Disks(volumes).EnsureMountedAsync(new VolumeId(id), mountPoint, limit, CancellationToken.None);

    public static Task DownAsync(string volumes, string id, string mountPoint) =>
        Disks(volumes).UnmountAsync(new VolumeId(id), mountPoint, TimeSpan.FromSeconds(10), CancellationToken.None);

    public static Task DeleteAsync(string volumes, string id) => Disks(volumes).DeleteAsync(new VolumeId(id), CancellationToken.None);

    public static Task SnapshotAsync(string volumes, string source, string target) =>
        new LocalVolumes(volumes).SnapshotAsync(new VolumeId(source), new VolumeId(target), CancellationToken.None);

    private static EnvironmentDisks Disks(string volumes) => new(new LocalVolumes(volumes), new DiskOptions { MinimumLength = 8L << 30 });
}
