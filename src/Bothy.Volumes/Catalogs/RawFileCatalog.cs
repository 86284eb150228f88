using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Catalogs;

/// <summary>Volumes that are ordinary sparse files in a directory: no versions, no store.</summary>
public sealed class RawFileCatalog(string directory) : IVolumeCatalog
{
    public Task CreateAsync(VolumeId id, VolumeOrigin origin, CancellationToken cancellationToken)
    {
        if (origin.Version is not null || origin.Length <= 0 || origin.Length % IBlockVolume.BlockSize != 0)
        {
            throw new ArgumentException($"Volume {id} cannot be made: here a volume begins as zeros, a multiple of {IBlockVolume.BlockSize} bytes.", nameof(origin));
        }

        if (!File.Exists(At(id)))
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var unfinished = At(id) + ".new";
            using (var file = File.OpenHandle(unfinished, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.SetLength(file, origin.Length);
            }

            File.Move(unfinished, At(id), overwrite: false);
        }

        return Task.CompletedTask;
    }

    public Task<IOpenVolume> OpenAsync(VolumeId id, bool readOnly, CancellationToken cancellationToken) =>
        File.Exists(At(id))
            ? Task.FromResult<IOpenVolume>(new OpenFile(new RawFileVolume(At(id)), readOnly ? At(id) : null))
            : throw new VolumeNotFoundException(id, directory);

    public Task DeleteAsync(VolumeId id, CancellationToken cancellationToken)
    {
        if (Directory.Exists(directory))
        {
            File.Delete(At(id));
        }

        return Task.CompletedTask;
    }

    public IReadOnlyList<VolumeId> List() => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory).Select(Path.GetFileName).OfType<string>().Where(VolumeId.IsValid).Order(StringComparer.Ordinal)
            .Select(name => new VolumeId(name))]
        : [];

    public VolumeDurability? FindDurability(VolumeId id) => null;

    public Task RunAsync(CancellationToken stop) => Task.CompletedTask;

    private string At(VolumeId id) => Path.Combine(directory, id.ToString());

    private sealed class OpenFile(RawFileVolume volume, string? plain) : IOpenVolume
    {
        public IBlockVolume Blocks => volume;

        public string? PlainFile => plain;

        public VolumeDurability Durability => new(volume.Length);

        public Task CutAsync(string name, ICutMoment? moment, CancellationToken cancellationToken) =>
            throw new NotSupportedException("An ordinary file has no versions.");

        public ValueTask DisposeAsync()
        {
            volume.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
