using System.Diagnostics;
using System.Globalization;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Files;
using Bothy.Linux.Loops;
using Bothy.Linux.Paths;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Deltas.Layers;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes;

/// <summary>Volumes of the volume server: their files are backings of loop devices with direct IO.</summary>
/// <param name="client">Asks the server.</param>
/// <param name="directory">Where the server keeps the volumes' local writes.</param>
public sealed class ServedVolumes(VolumesClient client, string directory) : IDiskVolumes
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Before an ext4's superblock lie 1024 bytes that it does not use: they say that the volume got its first content.</summary>
    private static ReadOnlySpan<byte> Filled => "bothy disk 1\n"u8;

    private readonly VolumeDirectory files = new(directory, DeltaStateFile.Name);

    public string Location => files.Path;

    public long FreeBytes => LocalVolumes.FreeBytesOf(files.Path);

    /// <summary>Of the topmost layer: those below belong to cuts, and a discard only hides what they have.</summary>
    public long NewestBytes(VolumeId id)
    {
        var home = Path.GetDirectoryName(files.Data(id))!;
        return Directory.Exists(home) && TopmostData(home) is { } data ? FileStatus.Of(data)?.Allocated ?? 0 : 0;
    }

    public bool Exists(VolumeId id) => files.Exists(id);

    public async Task CreateAsync(VolumeId id, long length, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        await client.CreateAsync(id, new VolumeOrigin(length), cancellationToken);
        using var attached = await AttachAsync(id, cancellationToken);
        using var held = await LockAsync(id, cancellationToken);
        if (IsFilled(attached))
        {
            return;
        }

        await fill(attached.DevicePath, cancellationToken);
        MarkFilled(attached.DevicePath);
        Failpoint.Hit(VolumeFailpoints.Filled);
    }

    public bool IsFilled(AttachedVolume volume)
    {
        using var device = File.OpenHandle(volume.DevicePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[Filled.Length];
        return RandomAccess.Read(device, start, 0) == start.Length && start.SequenceEqual(Filled);
    }

    public async Task<AttachedVolume> AttachAsync(VolumeId id, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(id, cancellationToken);
        var file = await client.AttachAsync(id, readOnly: false, new VolumeQuality(), cancellationToken);
        var device = LoopDevice.Find(file) ?? LoopDevice.Attach(file, new LoopOptions());
        Failpoint.Hit(VolumeFailpoints.Attached);
        return new AttachedVolume(id, device);
    }

    public async Task<bool> DetachAsync(VolumeId id, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await FileOfAsync(id, cancellationToken) is not { } file)
        {
            return true;
        }

        for (var since = Stopwatch.GetTimestamp(); IsUsed(file);)
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                return false;
            }

            await Task.Delay(Poll, cancellationToken);
        }

        using var held = await LockAsync(id, cancellationToken);
        await client.DetachAsync(id, cancellationToken);
        return true;
    }

    public async Task DeleteAsync(VolumeId id, CancellationToken cancellationToken)
    {
        using (await LockAsync(id, cancellationToken))
        {
            await client.DetachAsync(id, cancellationToken);
            await client.DeleteAsync(id, cancellationToken);
            File.Delete(files.Lock(id));
        }
    }

    /// <summary>What of the volume no store has yet; null if it is not attached.</summary>
    public async Task<VolumeDurability?> FindDurabilityAsync(VolumeId id, CancellationToken cancellationToken) =>
        files.Exists(id) ? (await client.StatusAsync(id, cancellationToken)).Durability : null;

    /// <summary>Ends the serving of volumes that nobody knows and nobody has open.</summary>
    public async Task SweepAsync(Func<VolumeId, bool> isKnown, CancellationToken cancellationToken)
    {
        foreach (var report in await client.ListAsync(cancellationToken))
        {
            if (report.File is { } file && !isKnown(new VolumeId(report.Volume)) && !IsUsed(file))
            {
                await client.DetachAsync(new VolumeId(report.Volume), cancellationToken);
            }
        }
    }

    /// <summary>The data file of the layer with the highest number; null if there is none.</summary>
    private static string? TopmostData(string home)
    {
        var (topmost, found) = (0UL, (string?)null);
        foreach (var file in Directory.EnumerateFiles(home))
        {
            if (ulong.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && Path.GetFileName(file) == DeltaPlace.DataOf(number)
                && (found is null || number > topmost))
            {
                (topmost, found) = (number, file);
            }
        }

        return found;
    }

    private static bool IsUsed(string file)
    {
        using var device = LoopDevice.Find(file);
        return device is not null;
    }

    private static void MarkFilled(string device)
    {
        using var file = File.OpenHandle(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var block = new byte[IBlockVolume.BlockSize];
        RandomAccess.Read(file, block, 0);
        Filled.CopyTo(block);
        RandomAccess.Write(file, block, 0);
        RandomAccess.FlushToDisk(file);
    }

    private async Task<string?> FileOfAsync(VolumeId id, CancellationToken cancellationToken) =>
        files.Exists(id) ? (await client.StatusAsync(id, cancellationToken)).File : null;

    private async Task<FileLock> LockAsync(VolumeId id, CancellationToken cancellationToken)
    {
        files.Make();
        return await FileLock.TakeAsync(files.Lock(id), cancellationToken);
    }
}
