namespace Bothy.Volumes.Catalogs;

/// <summary>
/// The volumes that a host has, as the volume server makes, opens and deletes them. Every call may be repeated, also after it was interrupted;
/// the server makes no two calls for one volume at once.
/// </summary>
public interface IVolumeCatalog
{
    /// <summary>Makes a volume. Does nothing if it exists.</summary>
    Task CreateAsync(VolumeId id, VolumeOrigin origin, CancellationToken cancellationToken);

    /// <summary>Opens a volume to be served. It is open at most once at a time; after a crash of the server it is opened again.</summary>
    /// <exception cref="VolumeNotFoundException">There is no such volume.</exception>
    Task<IOpenVolume> OpenAsync(VolumeId id, bool readOnly, CancellationToken cancellationToken);

    /// <summary>Deletes a volume that is not open. Does nothing if there is none.</summary>
    Task DeleteAsync(VolumeId id, CancellationToken cancellationToken);

    IReadOnlyList<VolumeId> List();

    /// <summary>What is not elsewhere yet of a volume that is open or still being saved; null of any other, of which all is saved that should be.</summary>
    VolumeDurability? FindDurability(VolumeId id);

    /// <summary>Does what is to be done in the background until told to stop, or nothing is. Begun once those volumes are open that an earlier process had open.</summary>
    Task RunAsync(CancellationToken stop);
}
