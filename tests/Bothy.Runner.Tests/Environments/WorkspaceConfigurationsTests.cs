using Bothy.Api.Environments;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Model;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Installation;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;

namespace Bothy.Runner.Tests.Environments;

public sealed class WorkspaceConfigurationsTests : IDisposable
{
    private const string File = ".devcontainer.json";

    private readonly string directory = Directory.CreateTempSubdirectory("configurations-").FullName;
    private readonly StartRecords starts;
    private readonly EnvironmentRecord record = new() { Id = Guid.NewGuid(), Name = "work", Content = new ContentRecord("work", null, null) };
    private readonly EnvironmentSite site;
    private readonly string folder;

    public WorkspaceConfigurationsTests()
    {
        var installation = new InstallationPaths(Path.Combine(directory, "data"), "aaaaaa");
        folder = Directory.CreateDirectory(Path.Combine(directory, "disk", "workspaces", "work")).FullName;
        starts = new StartRecords(installation);
        site = Sites.Of(installation, new EnvironmentSpec(), Path.Combine(directory, "disk"), record.Id);
        new RecordStore(installation).Save(record);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Read_FirstStart_TakesTheFileAndKeepsItsBytes()
    {
        Write("""{ "name": "first" }""");

        var read = Read();

        read.Configuration.Name.ShouldBe("first");
        read.Content.ShouldBe("""{ "name": "first" }"""u8.ToArray());
        read.Warning.ShouldBeNull();
    }

    [Fact]
    public void Read_FirstStartOfBrokenFile_IsAFault()
    {
        Write("{ oops }");

        Should.Throw<EnvironmentFault>(Read).Part.ShouldBe("devcontainer");
    }

    [Theory]
    [InlineData("{ oops }", "line 1")]
    [InlineData("""{ "forwardPorts": 7 }""", "forwardPorts")]
    [InlineData(null, "is gone")]
    public void Read_FileThatCannotBeUsedAnyMore_IsThatOfTheLastStart(string? content, string why)
    {
        Keep("""{ "name": "last" }""");
        Write(content);

        var read = Read();

        read.Configuration.Name.ShouldBe("last");
        read.Content.ShouldBe("""{ "name": "last" }"""u8.ToArray());
        read.Warning.ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public void Read_EditedFile_CountsAtTheNextStart()
    {
        Keep("""{ "name": "last" }""");
        Write("""{ "name": "edited" }""");

        Read().Configuration.Name.ShouldBe("edited");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/etc")]
    [InlineData("../../..")]
    public void Read_FolderIsGoneOrALinkOut_IsThatOfTheLastStart(string? link)
    {
        Keep("""{ "name": "last" }""");
        Directory.Delete(folder);
        if (link is not null)
        {
            Directory.CreateSymbolicLink(folder, link);
        }

        var read = Read();

        read.Configuration.Name.ShouldBe("last");
        read.Warning.ShouldNotBeNull().ShouldContain("/workspaces/work");
        WorkspaceFolder.IsPlain(site.Disk, "work").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../outside")]
    public void Read_FileThatIsALinkOut_IsAFaultThatSaysSo(string target)
    {
        System.IO.File.CreateSymbolicLink(Path.Combine(folder, File), target);

        Should.Throw<EnvironmentFault>(Read).Message.ShouldContain("symbolic link");
    }

    private WorkspaceConfiguration Read() => new WorkspaceConfigurations(starts).Read(site, record);

    private void Write(string? content)
    {
        System.IO.File.Delete(Path.Combine(folder, File));
        if (content is not null)
        {
            System.IO.File.WriteAllText(Path.Combine(folder, File), content);
        }
    }

    private void Keep(string content)
    {
        var plan = new RunningPlan(
            [], "root", "/workspaces/work", UserEnvProbe.None, new Dictionary<string, string?>(), new Dictionary<string, string>(), new LifecyclePlan { Steps = [] });
        starts.Save(record.Id, new StartRecord(plan, File, System.Text.Encoding.UTF8.GetBytes(content), "debian", "sha256:1"));
    }
}
