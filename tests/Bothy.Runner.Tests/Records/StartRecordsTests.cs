using System.Text.Json;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Model;
using Bothy.Runner.Installation;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;

namespace Bothy.Runner.Tests.Records;

public sealed class StartRecordsTests : IDisposable
{
    private readonly InstallationPaths installation = new(Directory.CreateTempSubdirectory("starts-").FullName, "aaaaaa");
    private readonly Guid id = Guid.NewGuid();

    public void Dispose() => Directory.Delete(installation.Data, recursive: true);

    [Fact]
    public void Save_ReadByAnother_IsTheSame()
    {
        new RecordStore(installation).Save(new EnvironmentRecord { Id = id, Name = "work" });
        var step = new LifecycleStep
        {
            Hook = LifecycleHook.PostStartCommand,
            Index = 1,
            Origin = "devcontainer.json",
            Command = new LifecycleCommand([new LifecycleProcess { Name = "server", Arguments = ["/bin/sh", "-c", "true"] }]),
            BeforeReady = true,
        };
        var plan = new RunningPlan(
            ["/entry"], "app", "/workspaces/work", UserEnvProbe.LoginShell, new Dictionary<string, string?> { ["GONE"] = null, ["A"] = "b" },
            new Dictionary<string, string> { ["PATH"] = "/bin" }, new LifecyclePlan { Steps = [step] });

        new StartRecords(installation).Save(id, new StartRecord(plan, ".devcontainer.json", [1, 2], "debian", "sha256:1"));
        var read = new StartRecords(installation).Find(id)!;

        Text(read).ShouldBe(Text(new StartRecord(plan, ".devcontainer.json", [1, 2], "debian", "sha256:1")));
        read.Plan.Arguments.ShouldBe(["/entry"]);
        read.Plan.Lifecycle.Steps[0].Command.Processes[0].Arguments.ShouldBe(["/bin/sh", "-c", "true"]);
        read.Plan.Lifecycle.Steps[0].Marker("s").ShouldBe("postStartCommand.1@s");
    }

    [Fact]
    public void Find_NeverStarted_IsNone() => new StartRecords(installation).Find(id).ShouldBeNull();

    private static string Text(StartRecord record) => JsonSerializer.Serialize(record, RecordJson.Default.StartRecord);
}
