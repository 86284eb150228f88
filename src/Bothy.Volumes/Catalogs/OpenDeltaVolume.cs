using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Catalogs;

/// <summary>A local volume in use. Disposing it ends the use; the volume is open on while there is something to save of it.</summary>
internal sealed class OpenDeltaVolume(LocalVolume volume, Func<LocalVolume, Task> release) : IOpenVolume
{
    public IBlockVolume Blocks => volume.Blocks;

    public string? PlainFile => null;

    public VolumeDurability Durability => volume.Durability;

    public async Task CutAsync(string name, ICutMoment? moment, CancellationToken cancellationToken)
    {
        await volume.Saving.CutAsync(name, moment);
        volume.Saving.Wake();
    }

    public async ValueTask DisposeAsync() => await release(volume);
}
