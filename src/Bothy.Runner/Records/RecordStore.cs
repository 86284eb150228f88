using System.Collections.Concurrent;
using System.Text.Json;
using Bothy.Linux.Paths;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Records;

/// <summary>The records of this host's environments: one directory each, each file replaced as a whole.</summary>
internal sealed class RecordStore
{
    private const string FileName = "record.json";
    private readonly ConcurrentDictionary<Guid, EnvironmentRecord> records = new();
    private readonly InstallationPaths installation;

    public RecordStore(InstallationPaths installation)
    {
        this.installation = installation;
        Directory.CreateDirectory(installation.Records);
        foreach (var directory in Directory.EnumerateDirectories(installation.Records))
        {
            if (Read(Path.Combine(directory, FileName)) is { } record)
            {
                records[record.Id] = record;
            }
        }
    }

    public IEnumerable<EnvironmentRecord> All => records.Values;

    public EnvironmentRecord? Find(Guid id) => records.GetValueOrDefault(id);

    /// <summary>Makes the record durable, then visible.</summary>
    public void Save(EnvironmentRecord record)
    {
        var directory = installation.Record(record.Id);
        Directory.CreateDirectory(directory);
        DurableFile.Replace(Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.EnvironmentRecord));
        records[record.Id] = record;
    }

    /// <summary>Changes the record; it must exist.</summary>
    public EnvironmentRecord Update(Guid id, Func<EnvironmentRecord, EnvironmentRecord> change)
    {
        var record = change(records[id]);
        Save(record);
        return record;
    }

    /// <summary>Forgets the environment and its log.</summary>
    public void Remove(Guid id)
    {
        var directory = installation.Record(id);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        records.TryRemove(id, out _);
    }

    private static EnvironmentRecord? Read(string file) =>
        File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), RecordJson.Default.EnvironmentRecord) : null;
}
