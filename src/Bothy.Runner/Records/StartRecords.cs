using System.Text.Json;
using Bothy.Linux.Paths;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Records;

/// <summary>What the machines of this host were last started by; in the directories of the environments' records, with which they go.</summary>
internal sealed class StartRecords(InstallationPaths installation)
{
    private const string FileName = "start.json";

    /// <summary>Null for one that was not started yet, or by a runner that kept none.</summary>
    public StartRecord? Find(Guid environment)
    {
        var file = PathOf(environment);
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), RecordJson.Default.StartRecord) : null;
    }

    /// <summary>Makes it durable. The environment's own record must exist.</summary>
    public void Save(Guid environment, StartRecord start) =>
        DurableFile.Replace(PathOf(environment), JsonSerializer.SerializeToUtf8Bytes(start, RecordJson.Default.StartRecord));

    private string PathOf(Guid environment) => Path.Combine(installation.Record(environment), FileName);
}
