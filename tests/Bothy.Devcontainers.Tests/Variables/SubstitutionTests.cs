using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Variables;

public sealed class SubstitutionTests
{
    private static readonly DevcontainerRequest WithValues = Request with
    {
        DevcontainerId = "id0",
        LocalEnvironment = new Dictionary<string, string> { ["SET"] = "value", ["EMPTY"] = "", ["NESTED"] = "${localWorkspaceFolder}" },
    };

    [Theory]
    [InlineData("a${localWorkspaceFolder}b", "a/home/user/projectb")]
    [InlineData("${localWorkspaceFolderBasename}", "project")]
    [InlineData("${containerWorkspaceFolder}", "/workspaces/project/sub")]
    [InlineData("${containerWorkspaceFolderBasename}", "sub")]
    [InlineData("${localEnv:SET}", "value")]
    [InlineData("${env:SET}", "value")]
    [InlineData("${localEnv:SET:default}", "value")]
    [InlineData("${localEnv:EMPTY:default}", "")]
    [InlineData("${localEnv:UNSET}", "")]
    [InlineData("${localEnv:UNSET:default}", "default")]
    [InlineData("${localEnv:UNSET:a:b:c}", "a")]
    [InlineData("${localEnv:UNSET:}", "")]
    [InlineData("${localEnv:}", "")]
    [InlineData("${localEnv:NESTED}", "${localWorkspaceFolder}")]
    [InlineData("${localEnv:UNSET:${devcontainerId}}", "id0")]
    [InlineData("${devcontainerId}", "id0")]
    [InlineData("${devcontainerId:x}", "id0")]
    [InlineData("${containerEnv:PATH}", "${containerEnv:PATH}")]
    [InlineData("${unknown} ${HOME} $HOME ${}", "${unknown} ${HOME} $HOME ${}")]
    [InlineData("${LOCALWORKSPACEFOLDER}", "${LOCALWORKSPACEFOLDER}")]
    [InlineData("${${localEnv:SET}}", "${${localEnv:SET}}")]
    [InlineData("$${localEnv:SET}", "$value")]
    [InlineData("${localEnv:SET", "${localEnv:SET")]
    [InlineData("${local\\nEnv:SET} ${localEnv:SET}", "${local\nEnv:SET} value")]
    [InlineData("${localEnv:SET}${localEnv:SET}", "valuevalue")]
    public void SubstituteBeforeContainer_Variable_GivesWhatTheReferenceGives(string text, string expected)
    {
        var configuration = Load($$"""{ "workspaceFolder": "/workspaces/${localWorkspaceFolderBasename}/sub", "remoteEnv": { "X": "{{text}}" } }""", WithValues);

        configuration.Properties.RemoteEnv["X"].ShouldBe(expected);
    }

    [Fact]
    public void SubstituteBeforeContainer_AnyDepth_ReplacesValuesAndNoNames()
    {
        var configuration = Load(
            """{ "customizations": { "tool": { "${localEnv:SET}": [{ "deep": ["${localEnv:SET}", 1, null, true] }] } }, "postCreateCommand": { "${localEnv:SET}": ["${localEnv:SET}"] } }""",
            WithValues);

        configuration.Properties.Customizations["tool"].ShouldBe("""{"${localEnv:SET}":[{"deep":["value",1,null,true]}]}""");
        var process = configuration.Merge(null).Commands.ShouldHaveSingleItem().Command.Processes.ShouldHaveSingleItem();
        process.Name.ShouldBe("${localEnv:SET}");
        process.Arguments.ShouldBe(["value"]);
    }

    [Fact]
    public void SubstituteBeforeContainer_NoLocalEnvironment_LeaksNothing()
    {
        Environment.GetEnvironmentVariable("PATH").ShouldNotBeNullOrEmpty();

        Load("""{ "containerEnv": { "X": "${localEnv:PATH}|${env:HOME:none}" } }""").Properties.ContainerEnv["X"].ShouldBe("|none");
    }

    [Theory]
    [InlineData("${localEnv}")]
    [InlineData("${env}")]
    [InlineData("${containerEnv}")]
    [InlineData("${localEnv:UNSET:${containerEnv:X}}")]
    public void SubstituteBeforeContainer_NoVariableName_IsAnErrorAtItsPlace(string text) =>
        Fail($$"""{ "postCreateCommand": ["echo", "{{text}}"] }""").Problems.ShouldHaveSingleItem().Path.ShouldBe("postCreateCommand[1]");

    [Theory]
    [InlineData("${containerEnv:PATH}:/opt", "/bin:/opt")]
    [InlineData("${containerEnv:UNSET}", "")]
    [InlineData("${containerEnv:UNSET:default:x}", "default")]
    [InlineData("${localWorkspaceFolder}", "/home/user/project")]
    [InlineData("${other:PATH}", "${other:PATH}")]
    public void SubstituteInContainer_RemoteEnvAndCommands_TakeTheContainersVariables(string text, string expected)
    {
        var merged = Merge($$"""{ "remoteEnv": { "X": "{{text}}", "Y": null }, "postStartCommand": { "one": "{{text}}", "two": ["{{text}}"] } }""");

        var inside = merged.SubstituteInContainer(new Dictionary<string, string> { ["PATH"] = "/bin" });

        inside.RemoteEnv["X"].ShouldBe(expected);
        inside.RemoteEnv["Y"].ShouldBeNull();
        inside.Commands[0].Command.Processes[0].Arguments.ShouldBe(["/bin/sh", "-c", expected]);
        inside.Commands[0].Command.Processes[1].Arguments.ShouldBe([expected]);
    }

    [Theory]
    [InlineData("/home/user/project/", "project")]
    [InlineData("/project", "project")]
    [InlineData("/", "workspace")]
    public void WorkspaceFolder_LocalFolder_TakesItsName(string local, string name) =>
        Load("{}", Request with { LocalWorkspaceFolder = local }).WorkspaceFolder.ShouldBe("/workspaces/" + name);
}
