namespace Bothy.Volumes.Serving;

/// <summary>The files that are served now. Readers take no lock: they see one table or the next.</summary>
internal sealed class FileTable
{
    private readonly Lock gate = new();
    private Table current = new([], []);

    /// <summary>The files, in no particular order.</summary>
    public IReadOnlyCollection<ServedFile> All => Volatile.Read(ref current).ByNode.Values;

    public ServedFile? Find(ulong node) => Volatile.Read(ref current).ByNode.GetValueOrDefault(node);

    public ServedFile? Find(string name) => Volatile.Read(ref current).ByName.GetValueOrDefault(name);

    public void Add(ServedFile file)
    {
        lock (gate)
        {
            Publish([.. current.ByNode.Values, file]);
        }
    }

    public void Remove(ServedFile file)
    {
        lock (gate)
        {
            Publish([.. current.ByNode.Values.Where(one => one != file)]);
        }
    }

    private void Publish(IReadOnlyList<ServedFile> files) => Volatile.Write(
        ref current, new(files.ToDictionary(file => file.Node), files.ToDictionary(file => file.Name, StringComparer.Ordinal)));

    private sealed record Table(Dictionary<ulong, ServedFile> ByNode, Dictionary<string, ServedFile> ByName);
}
