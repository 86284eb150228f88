namespace Bothy.Volumes;

/// <summary>Disks of both kinds side by side: each stays the kind that it was made as.</summary>
/// <param name="files">Those that are ordinary files.</param>
/// <param name="served">Those of the volume server.</param>
/// <param name="makeServed">New ones are served.</param>
public sealed class MixedVolumes(LocalVolumes files, ServedVolumes served, bool makeServed) : IDiskVolumes
{
    private IDiskVolumes Made => makeServed ? served : files;

    public string Location => Made.Location;

    /// <summary>Both kinds lie on one filesystem.</summary>
    public long FreeBytes => Made.FreeBytes;

    public long NewestBytes(VolumeId id) => KindOf(id).NewestBytes(id);

    public bool Exists(VolumeId id) => KindOf(id).Exists(id);

    public Task CreateAsync(VolumeId id, long length, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken) =>
        KindOf(id).CreateAsync(id, length, fill, cancellationToken);

    public bool IsFilled(AttachedVolume volume) => KindOf(volume.Id).IsFilled(volume);

    public Task<AttachedVolume> AttachAsync(VolumeId id, CancellationToken cancellationToken) => KindOf(id).AttachAsync(id, cancellationToken);

    public Task<bool> DetachAsync(VolumeId id, TimeSpan patience, CancellationToken cancellationToken) =>
        KindOf(id).DetachAsync(id, patience, cancellationToken);

    /// <summary>Of both kinds: of one whose deletion was interrupted, nothing says any more which it was.</summary>
    public async Task DeleteAsync(VolumeId id, CancellationToken cancellationToken)
    {
        await files.DeleteAsync(id, cancellationToken);
        if (makeServed || served.Exists(id))
        {
            await served.DeleteAsync(id, cancellationToken);
        }
    }

    private IDiskVolumes KindOf(VolumeId id) => files.Exists(id) ? files : served.Exists(id) ? served : Made;
}
