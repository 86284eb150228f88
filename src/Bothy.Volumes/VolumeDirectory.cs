using Bothy.Linux.Paths;

namespace Bothy.Volumes;

/// <summary>
/// The files of local volumes: <c>ID/data</c> is the volume, <c>ID.lock</c> orders those who attach and delete, names that start
/// with a dot are unfinished or retired and belong to whoever holds the lock.
/// </summary>
/// <param name="dataName">Name of the file whose presence makes the volume exist.</param>
internal sealed class VolumeDirectory(string path, string dataName = "data")
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = path;

    public string Data(VolumeId id) => System.IO.Path.Combine(Home(id), dataName);

    public string Lock(VolumeId id) => System.IO.Path.Combine(Path, $"{id}.lock");

    public bool Exists(VolumeId id) => File.Exists(Data(id));

    public void Make() => Directory.CreateDirectory(Path, OwnerOnly);

    /// <summary>An empty directory for a volume that is not there yet, and the path of the data file to make in it.</summary>
    public string Begin(VolumeId id)
    {
        Clean(id);
        Directory.CreateDirectory(Unfinished(id), OwnerOnly);
        return System.IO.Path.Combine(Unfinished(id), dataName);
    }

    /// <summary>Makes the begun volume exist, durably. Its data are on stable storage already.</summary>
    public void Publish(VolumeId id)
    {
        DurableFile.SyncDirectory(Unfinished(id));
        Directory.Move(Unfinished(id), Home(id));
        DurableFile.SyncDirectory(Path);
    }

    /// <summary>Makes the volume cease to exist; <see cref="Clean"/> gives its space back.</summary>
    public void Retire(VolumeId id)
    {
        if (Directory.Exists(Home(id)))
        {
            Directory.Move(Home(id), Retired(id));
            DurableFile.SyncDirectory(Path);
        }
    }

    /// <summary>Removes what interrupted work left.</summary>
    public void Clean(VolumeId id)
    {
        foreach (var leftover in (string[])[Unfinished(id), Retired(id)])
        {
            if (Directory.Exists(leftover))
            {
                Directory.Delete(leftover, recursive: true);
            }
        }
    }

    public IReadOnlyList<VolumeId> List() => Directory.Exists(Path)
        ? [.. Directory.EnumerateDirectories(Path).Select(System.IO.Path.GetFileName).OfType<string>().Where(VolumeId.IsValid)
            .Order(StringComparer.Ordinal).Select(name => new VolumeId(name)).Where(Exists)]
        : [];

    /// <summary>Volumes that interrupted work left something of.</summary>
    public IReadOnlyList<VolumeId> ListLeftovers() => Directory.Exists(Path)
        ? [.. Directory.EnumerateDirectories(Path, ".*").Select(System.IO.Path.GetFileNameWithoutExtension).OfType<string>()
            .Select(name => name.TrimStart('.')).Where(VolumeId.IsValid).Distinct().Select(name => new VolumeId(name))]
        : [];

    private string Home(VolumeId id) => System.IO.Path.Combine(Path, id.ToString());

    private string Unfinished(VolumeId id) => System.IO.Path.Combine(Path, $".{id}.unfinished");

    private string Retired(VolumeId id) => System.IO.Path.Combine(Path, $".{id}.retired");
}
