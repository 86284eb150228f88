using System.Collections.Concurrent;
using Bothy.Api.Environments;
using Bothy.Runner.Configuration;
using Bothy.Runner.Failing;
using Bothy.Runner.Installation;
using Bothy.Volumes;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Disks;

namespace Bothy.Runner.Disks;

/// <summary>The disks of this installation's environments, each mounted where <see cref="InstallationPaths.DiskMount"/> says.</summary>
internal sealed class HostDisks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ServerPatience = TimeSpan.FromSeconds(30);

    /// <summary>Bytes free on the host, the reserve among them.</summary>
    private const long Tight = 8L << 30;

    private readonly InstallationPaths installation;
    private readonly LocalVolumes files;
    private readonly IDiskVolumes volumes;

    /// <summary>Null where there is no volume server: disks are ordinary files.</summary>
    private readonly ServedVolumes? served;

    /// <summary>What mounted disks may hold where the host has room for it.</summary>
    private readonly ConcurrentDictionary<Guid, long> limits = new();

    public HostDisks(InstallationPaths installation, DiskConfiguration configuration, TimeProvider time)
    {
        this.installation = installation;
        files = new LocalVolumes(Path.Combine(installation.Data, "volumes", "disks"));
        served = DiskService.IsServed(installation.Data, configuration)
            ? new ServedVolumes(new VolumesClient(installation.Run, time, ServerPatience), VolumePaths.Local(installation.Data))
            : null;
        volumes = served is null ? files : new MixedVolumes(files, served, DiskService.MakesServed(configuration));
    }

    private EnvironmentDisks Disks => new(volumes, new DiskOptions());

    private string MountsDirectory => Path.GetDirectoryName(installation.DiskMount(Guid.Empty))!;

    /// <summary>True while the host has so little left that disks could write it within seconds.</summary>
    public bool IsHostTight => volumes.FreeBytes < Tight;

    /// <summary>Where the environment's disk is, or would be, mounted on the host.</summary>
    public string MountOf(Guid environment) => installation.DiskMount(environment);

    /// <summary>Makes the disk unless it exists, mounts it and sets its limit; returns where it is mounted.</summary>
    /// <param name="hasContent">The disk was complete before: it is never made anew.</param>
    /// <exception cref="EnvironmentFault">The disk cannot be used.</exception>
    public async Task<string> AttachAsync(Guid environment, long limit, bool hasContent, CancellationToken cancellationToken)
    {
        if (hasContent && !volumes.Exists(Id(environment)))
        {
            throw new EnvironmentFault(
                "disk",
                "DiskMissing",
                $"The environment's disk is not in {volumes.Location}, where it was. Bring it back; no empty one is put in its place.",
                retry: true);
        }

        limits[environment] = limit;
        try
        {
            await Disks.EnsureMountedAsync(Id(environment), MountOf(environment), limit, cancellationToken, hasContent);
            return MountOf(environment);
        }
        catch (DiskException exception)
        {
            throw new EnvironmentFault("disk", exception.Problem.ToString(), exception.Message, retry: true, exception);
        }
        catch (IOException exception)
        {
            throw new EnvironmentFault("disk", "DiskFailed", $"The environment's disk could not be attached: {exception.Message}", retry: true, exception);
        }
    }

    /// <summary>Changes the limit of a mounted disk.</summary>
    public async Task ApplyLimitAsync(Guid environment, long limit, CancellationToken cancellationToken)
    {
        if (await Disks.FindMountedAsync(Id(environment), MountOf(environment), cancellationToken) is { } disk)
        {
            Disks.ApplyLimit(disk, limit, ListMounted().Count);
            limits[environment] = limit;
        }
    }

    /// <summary>The disks that are mounted, those of builds too. Never waits for a disk or for the volume server.</summary>
    public IReadOnlyList<EnvironmentDisk> ListMounted() =>
        [.. EnvironmentDisks.ListMounted(MountsDirectory).Where(disk => Guid.TryParse(disk.Id.ToString(), out _))];

    /// <summary>Sets what a mounted disk may hold by what the host has now.</summary>
    /// <param name="sharing">How many disks share that.</param>
    /// <returns>The limit that was set.</returns>
    public long RefreshLimit(EnvironmentDisk disk, int sharing)
    {
        // One that an earlier runner mounted may hold what it holds now, until somebody says what it is to be.
        var limit = limits.GetOrAdd(EnvironmentOf(disk), _ => disk.Usage.Limit);
        return Disks.ApplyLimit(disk, limit, sharing);
    }

    /// <summary>Bytes of the host's disk that <see cref="EnvironmentDisk.Trim"/> may give back, see <see cref="EnvironmentDisks.GarbageOf"/>.</summary>
    public long GarbageOf(EnvironmentDisk disk) => Disks.GarbageOf(disk);

    /// <summary>How full a mounted disk is, and what of it is nowhere else; null if it is not mounted.</summary>
    public async Task<DiskStatus?> FindStatusAsync(Guid environment, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(MountOf(environment), "upper")))
        {
            return null;
        }

        var drive = new DriveInfo(MountOf(environment));
        var used = drive.TotalSize - drive.TotalFreeSpace;
        var limit = used + drive.AvailableFreeSpace;
        var ofClass = limits.GetValueOrDefault(environment, limit);
        var durability = served is null ? null : await served.FindDurabilityAsync(Id(environment), cancellationToken);
        return new DiskStatus
        {
            UsedBytes = used,
            LimitBytes = limit,
            Warning = DiskWarning.For(used, limit, ofClass),
            UnsavedBytes = durability?.BytesHereOnly,
            SavedVersion = durability?.Version,
            SaveProblem = durability?.Problem,
        };
    }

    /// <summary>True where the disk may hold less than its class allows, since the host does not have that much.</summary>
    public bool IsHeldByHost(Guid environment, DiskStatus status) =>
        DiskWarning.IsHeldByHost(status.UsedBytes, status.LimitBytes, limits.GetValueOrDefault(environment, status.LimitBytes));

    /// <summary>Unmounts the disk and waits until all of it is in its file.</summary>
    public async Task DetachAsync(Guid environment, CancellationToken cancellationToken)
    {
        if (!await Disks.UnmountAsync(Id(environment), MountOf(environment), Patience, cancellationToken))
        {
            throw new EnvironmentFault(
                "disk", "DiskBusy", "Something on the host still uses the environment's disk. It is tried again until that ends.", retry: true);
        }

        limits.TryRemove(environment, out _);
    }

    public Task DeleteAsync(Guid environment, CancellationToken cancellationToken) => Disks.DeleteAsync(Id(environment), cancellationToken);

    /// <summary>Unmounts disks of environments that nobody knows. Their content stays: a disk is only deleted with its environment.</summary>
    public async Task SweepAsync(Func<Guid, bool> isKnown, CancellationToken cancellationToken)
    {
        files.CleanUp();
        foreach (var mount in Directory.Exists(MountsDirectory) ? Directory.EnumerateDirectories(MountsDirectory) : [])
        {
            if (Guid.TryParse(Path.GetFileName(mount), out var environment) && !isKnown(environment))
            {
                await Disks.UnmountAsync(Id(environment), mount, TimeSpan.Zero, cancellationToken);
            }
        }

        if (served is not null)
        {
            await served.SweepAsync(id => !Guid.TryParse(id.ToString(), out var environment) || isKnown(environment), cancellationToken);
        }
    }

    private static Guid EnvironmentOf(EnvironmentDisk disk) => Guid.Parse(disk.Id.ToString());

    private static VolumeId Id(Guid environment) => new(environment.ToString("n"));
}
