using Bothy.Runner.Installation;
using Bothy.Runner.Records;

namespace Bothy.Runner.Tests.Records;

public sealed class RecordStoreTests : IDisposable
{
    private readonly InstallationPaths installation = new(Directory.CreateTempSubdirectory("records-").FullName, "aaaaaa");
    private readonly EnvironmentRecord record = new() { Id = Guid.NewGuid(), Name = "work" };

    public void Dispose() => Directory.Delete(installation.Data, recursive: true);

    [Fact]
    public void Save_ReadByAnother_IsTheSame()
    {
        var saved = record with
        {
            Slot = 7,
            Content = new ContentRecord("work", "abc", "main"),
            Machine = new MachineRecord(12, 34, "start", DateTimeOffset.UnixEpoch, 2, "sha256:x"),
            FinishedCommands = new Dictionary<string, int> { ["postCreateCommand.0"] = 0 },
        };
        new RecordStore(installation).Save(saved);

        var read = new RecordStore(installation).Find(record.Id)!;

        read.FinishedCommands.ShouldBe(saved.FinishedCommands);
        (read with { FinishedCommands = saved.FinishedCommands }).ShouldBe(saved);
    }

    [Fact]
    public void Read_KilledWhileReplacing_IsTheOldOne()
    {
        new RecordStore(installation).Save(record);
        File.WriteAllText(Path.Combine(installation.Record(record.Id), "record.json.new"), "{ \"id\": half a rec");

        new RecordStore(installation).Find(record.Id)!.Name.ShouldBe("work");
    }

    [Fact]
    public void Remove_Twice_IsFine()
    {
        var store = new RecordStore(installation);
        store.Save(record);
        store.Remove(record.Id);
        store.Remove(record.Id);

        new RecordStore(installation).All.ShouldBeEmpty();
    }
}
