namespace Bothy.Steps.Traces;

/// <summary>A file of entries. What is in it was done; its length at a moment says how far everything was by then.</summary>
public sealed class TraceLog(string path) : IDisposable
{
    private readonly FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>All entries, each with the length of the file that ends with it.</summary>
    public static IReadOnlyList<(TraceEntry Entry, long End)> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var entries = new List<(TraceEntry, long)>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var (kind, number, offset, length) = ((TraceKind)reader.ReadByte(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64());
            var data = reader.ReadBytes(reader.ReadInt32());
            entries.Add((new(kind, number, offset, length, data, reader.ReadString(), reader.ReadString()), reader.BaseStream.Position));
        }

        return entries;
    }

    /// <summary>Adds an entry. One at a time.</summary>
    public void Add(TraceEntry entry)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write((byte)entry.Kind);
        writer.Write(entry.File);
        writer.Write(entry.Offset);
        writer.Write(entry.Length);
        writer.Write(entry.Data?.Length ?? 0);
        writer.Write(entry.Data ?? []);
        writer.Write(entry.Name);
        writer.Write(entry.To);
        file.Write(content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    public void Dispose() => file.Dispose();
}
