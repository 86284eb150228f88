namespace Bothy.Volumes;

/// <summary>Volumes that can be attached as block devices: ordinary files, or files that the volume server serves. Calls for one volume may be repeated and may overlap.</summary>
public interface IDiskVolumes
{
    /// <summary>Where they lie on this host.</summary>
    string Location { get; }

    /// <summary>Bytes that the filesystem under the volumes still has for them.</summary>
    long FreeBytes { get; }

    /// <summary>
    /// Bytes on this host's disk for what is written to a volume now, in use or not: the part that discards give back. What earlier versions of it hold is not in it; 0 if
    /// there is no such volume.
    /// </summary>
    long NewestBytes(VolumeId id);

    bool Exists(VolumeId id);

    /// <summary>Sees to it that the volume is there with its first content. Does nothing if it is.</summary>
    /// <param name="length">Bytes; a multiple of 4096.</param>
    /// <param name="fill">Writes the first content to the file or device at the given path.</param>
    Task CreateAsync(VolumeId id, long length, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken);

    /// <summary>True if the volume is there and has its first content; it must be attached.</summary>
    bool IsFilled(AttachedVolume volume);

    /// <summary>Attaches the volume, or finds it attached: there is never more than one device for it.</summary>
    /// <exception cref="VolumeNotFoundException">There is no such volume.</exception>
    Task<AttachedVolume> AttachAsync(VolumeId id, CancellationToken cancellationToken);

    /// <summary>Waits until nobody uses the volume's device any more; unmounting it and disposing its <see cref="AttachedVolume"/> is the users' part.</summary>
    /// <returns>False if it was still in use when <paramref name="patience"/> was over.</returns>
    Task<bool> DetachAsync(VolumeId id, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Deletes the volume and gives its space back. Does nothing if there is none.</summary>
    /// <exception cref="IOException">It is attached.</exception>
    Task DeleteAsync(VolumeId id, CancellationToken cancellationToken);
}
