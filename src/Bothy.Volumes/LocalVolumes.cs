using System.Diagnostics;
using Bothy.Linux.Errors;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Files;
using Bothy.Linux.Loops;
using Bothy.Linux.Paths;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes;

/// <summary>
/// Volumes of this host, each a sparse file in one directory that can be attached as a block device. A volume exists whole or not at all;
/// every operation may be killed at any point and called again. One lock per volume orders all processes of the host.
/// </summary>
public sealed class LocalVolumes(string directory) : IDiskVolumes
{
    private static readonly TimeSpan DetachPoll = TimeSpan.FromMilliseconds(10);
    private readonly VolumeDirectory files = new(directory);

    public string Location => files.Path;

    /// <summary>Bytes that the filesystem under the volumes still has for them.</summary>
    public long FreeBytes => FreeBytesOf(files.Path);

    /// <summary>Bytes that a volume takes now; 0 if there is none.</summary>
    public long NewestBytes(VolumeId id) => FileStatus.Of(files.Data(id))?.Allocated ?? 0;

    public bool Exists(VolumeId id) => files.Exists(id);

    public IReadOnlyList<VolumeId> List() => files.List();

    /// <summary>Makes a volume of <paramref name="length"/> bytes that takes space only as it is written. Does nothing if it exists.</summary>
    /// <param name="length">Bytes; a multiple of 4096.</param>
    /// <param name="fill">Writes the first content into the file at the given path, before anybody can see the volume.</param>
    public async Task CreateAsync(VolumeId id, long length, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(id, cancellationToken);
        if (files.Exists(id))
        {
            return;
        }

        var unfinished = files.Begin(id);
        using (var file = OpenNew(unfinished))
        {
            RandomAccess.SetLength(file, length);
            Failpoint.Hit(VolumeFailpoints.FileMade);
            await fill(unfinished, cancellationToken);
            RandomAccess.FlushToDisk(file);
        }

        Failpoint.Hit(VolumeFailpoints.Filled);
        files.Publish(id);
        Failpoint.Hit(VolumeFailpoints.Published);
    }

    /// <summary>A volume here exists whole or not at all.</summary>
    public bool IsFilled(AttachedVolume volume) => true;

    /// <summary>Attaches the volume, or finds it attached: there is never more than one device for it.</summary>
    /// <exception cref="VolumeNotFoundException">There is no such volume.</exception>
    public async Task<AttachedVolume> AttachAsync(VolumeId id, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(id, cancellationToken);
        MustExist(id);
        var device = LoopDevice.Find(files.Data(id)) ?? LoopDevice.Attach(files.Data(id), new LoopOptions());
        Failpoint.Hit(VolumeFailpoints.Attached);
        return new AttachedVolume(id, device);
    }

    /// <summary>True while any process or mount uses the volume's device.</summary>
    public bool IsAttached(VolumeId id) => FindDevice(id) is not null;

    /// <summary>Waits until nobody uses the volume's device any more; unmounting it and disposing its <see cref="AttachedVolume"/> is the users' part.</summary>
    /// <returns>False if it was still in use when <paramref name="patience"/> was over.</returns>
    public async Task<bool> DetachAsync(VolumeId id, TimeSpan patience, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        while (IsAttached(id))
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                return false;
            }

            await Task.Delay(DetachPoll, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Makes <paramref name="target"/> an independent copy of <paramref name="source"/> as of one moment. Does nothing if the target exists.
    /// A volume in use is copied as a power cut would leave it, and only where the filesystem can clone files; one at rest is copied anywhere.
    /// </summary>
    /// <exception cref="VolumeBusyException">The source is attached and the filesystem cannot clone files.</exception>
    public async Task SnapshotAsync(VolumeId source, VolumeId target, CancellationToken cancellationToken)
    {
        // In one order for everybody, so that two copies never wait for each other.
        var (first, second) = string.CompareOrdinal(source.ToString(), target.ToString()) < 0 ? (source, target) : (target, source);
        using var heldFirst = await LockAsync(first, cancellationToken);
        using var heldSecond = first == second ? null : await LockAsync(second, cancellationToken);
        if (files.Exists(target))
        {
            return;
        }

        MustExist(source);
        using (var from = File.OpenHandle(files.Data(source), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        using (var to = OpenNew(files.Begin(target)))
        {
            if (!SparseFile.TryClone(from, to))
            {
                MustBeDetached(source, "the filesystem under it cannot clone files, so that only a volume at rest can be copied");
                await Task.Run(() => SparseFile.Copy(from, to, cancellationToken), cancellationToken);
            }

            RandomAccess.FlushToDisk(to);
        }

        Failpoint.Hit(VolumeFailpoints.Copied);
        files.Publish(target);
        Failpoint.Hit(VolumeFailpoints.Published);
    }

    /// <summary>Deletes the volume and gives its space back. Does nothing if there is none.</summary>
    /// <exception cref="VolumeBusyException">It is attached.</exception>
    public async Task DeleteAsync(VolumeId id, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(files.Path))
        {
            return;
        }

        using var held = await LockAsync(id, cancellationToken);
        MustBeDetached(id, "only a volume that nobody uses can be deleted");
        files.Retire(id);
        Failpoint.Hit(VolumeFailpoints.Retired);
        files.Clean(id);
        File.Delete(files.Lock(id));
    }

    /// <summary>Removes what killed processes left unfinished; volumes in use by others are let be.</summary>
    public void CleanUp()
    {
        foreach (var id in files.ListLeftovers())
        {
            using var held = FileLock.TryTake(files.Lock(id));
            if (held is not null)
            {
                files.Clean(id);
            }
        }
    }

    private async Task<FileLock> LockAsync(VolumeId id, CancellationToken cancellationToken)
    {
        files.Make();
        return await FileLock.TakeAsync(files.Lock(id), cancellationToken);
    }

    private LoopStatus? FindDevice(VolumeId id)
    {
        using var device = LoopDevice.Find(files.Data(id));
        return device?.Status;
    }

    private void MustExist(VolumeId id)
    {
        if (!files.Exists(id))
        {
            throw new VolumeNotFoundException(id, files.Path);
        }
    }

    private void MustBeDetached(VolumeId id, string need)
    {
        if (FindDevice(id) is { } device)
        {
            throw new VolumeBusyException(id, device.DevicePath, need);
        }
    }

    private static SafeFileHandle OpenNew(string path)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    /// <summary>Bytes that the filesystem of a directory has left, be the directory there yet or not.</summary>
    internal static long FreeBytesOf(string directory) => new DriveInfo(ExistingParent(directory)).AvailableFreeSpace;

    private static string ExistingParent(string path)
    {
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path) ?? "/";
        }

        return path;
    }
}
