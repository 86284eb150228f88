using System.Collections.Concurrent;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Manifests;

/// <summary>
/// Nodes of a store elsewhere. Packs of nodes are small and read all over, so each is fetched whole and once, and kept as a file up to
/// <paramref name="capacity"/> bytes in all. Files are not synchronised: every node is verified each time it is read from one.
/// </summary>
internal sealed class RemoteNodeSource(IObjectStore store, string directory, long capacity) : INodeSource
{
    private readonly ConcurrentDictionary<ContentName, SemaphoreSlim> fetching = new();

    public async Task<ManifestNode> ReadAsync(ContentReference reference, int level, CancellationToken cancellationToken)
    {
        if (await TryReadFileAsync(reference, level, cancellationToken) is { } node)
        {
            return node;
        }

        var turn = fetching.GetOrAdd(reference.Location.Pack, _ => new(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await TryReadFileAsync(reference, level, cancellationToken) ?? await FetchAsync(reference, level, cancellationToken);
        }
        finally
        {
            turn.Release();
            fetching.TryRemove(reference.Location.Pack, out _);
        }
    }

    private async Task<ManifestNode> FetchAsync(ContentReference reference, int level, CancellationToken cancellationToken)
    {
        var location = reference.Location;
        var pack = await store.ReadAllAsync(new(PackFormat.Key(location.Pack)), PackFormat.MaximumLength, cancellationToken);
        if (location.End > pack.Length)
        {
            throw new DamagedObjectException($"Pack {location.Pack} in {store.Description}", $"it ends at {pack.Length}, before node {reference.Name}");
        }

        var node = ManifestNode.Read(pack[location.Offset..location.End], reference.Name, location.Pack, level);
        Keep(location.Pack, [pack]);
        return node;
    }

    public void Keep(ContentName pack, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        var path = PathOf(pack);
        var unfinished = $"{path}.{Guid.NewGuid():n}";
        try
        {
            Directory.CreateDirectory(directory);
            using (var file = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite))
            {
                RandomAccess.Write(file, content, 0);
            }

            File.Move(unfinished, path, overwrite: true);
            MakeRoom(path);
        }
        catch (IOException)
        {
            // A disk that is full or broken keeps nothing, and that is all.
            File.Delete(unfinished);
        }
    }

    /// <summary>The node from this host's disk; null if it is not there, or not whole. The store has it too.</summary>
    private async Task<ManifestNode?> TryReadFileAsync(ContentReference reference, int level, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenHandle(
                PathOf(reference.Location.Pack), share: FileShare.ReadWrite | FileShare.Delete, options: FileOptions.Asynchronous);
            var content = new byte[reference.Location.Length];
            return await RandomAccess.ReadAsync(file, content, reference.Location.Offset, cancellationToken) == content.Length
                ? ManifestNode.Read(content, reference.Name, reference.Location.Pack, level)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string PathOf(ContentName pack) => Path.Combine(directory, pack.ToString());

    /// <summary>Deletes the files that were fetched first.</summary>
    private void MakeRoom(string newest)
    {
        var files = new DirectoryInfo(directory).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        var total = 0L;
        foreach (var file in files)
        {
            total += file.Length;
            if (total > capacity && file.FullName != newest)
            {
                file.Delete();
            }
        }
    }
}
