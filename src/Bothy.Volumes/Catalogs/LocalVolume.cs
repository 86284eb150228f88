using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas;

namespace Bothy.Volumes.Catalogs;

/// <summary>The open files of a volume, and the saving of what is in them.</summary>
/// <param name="marks">Its directory in shared memory.</param>
internal sealed class LocalVolume(VolumeId id, DeltaVolume volume, VolumeSaving saving, string marks)
{
    public VolumeId Id => id;

    public IBlockVolume Blocks => volume;

    public VolumeSaving Saving => saving;

    /// <summary>Somebody may write to it.</summary>
    public bool IsUsed { get; private set; }

    public VolumeDurability Durability
    {
        get
        {
            // Before the version: a cut that is not open any more is in it.
            var cuts = volume.Cuts.Count;
            return new(volume.BytesAboveBase, volume.Version, saving.Problem, cuts);
        }
    }

    public void Use()
    {
        IsUsed = true;
        saving.GoOn();
    }

    public void EndUse() => IsUsed = false;

    /// <summary>Returns when everything that was written survives a power cut.</summary>
    public Task FlushAsync() => Task.Run(volume.Flush);

    /// <summary>Closes the files. If all is on stable storage, shared memory is not needed any more, and is given back.</summary>
    public async Task CloseAsync()
    {
        await saving.DisposeAsync();
        try
        {
            await FlushAsync();
            MarksDirectory.Delete(marks);
        }
        finally
        {
            volume.Dispose();
        }
    }
}
