using Bothy.Linux.Paths;

namespace Bothy.Volumes.Deltas.Storage;

/// <summary>A directory of this host's filesystem.</summary>
internal sealed class LocalDeltaStorage(string directory) : IDeltaStorage
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Location => directory;

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)!)];

    public IDeltaFile Create(string name, long length)
    {
        Delete(name);
        var path = At(name);
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.SetUnixFileMode(file, OwnerOnly);
        RandomAccess.SetLength(file, length);
        return new LocalDeltaFile(file, path);
    }

    public IDeltaFile Open(string name) =>
        new LocalDeltaFile(File.OpenHandle(At(name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), At(name));

    public void Replace(string from, string to) => File.Move(At(from), At(to), overwrite: true);

    public void Delete(string name) => File.Delete(At(name));

    public void Sync() => DurableFile.SyncDirectory(directory);

    private string At(string name) => Path.Combine(directory, name);
}
