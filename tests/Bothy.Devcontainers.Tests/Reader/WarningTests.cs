using Bothy.Devcontainers.Diagnostics;
using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Reader;

public sealed class WarningTests
{
    [Theory]
    [InlineData("features", """{ "ghcr.io/devcontainers/features/go:1": {} }""")]
    [InlineData("overrideFeatureInstallOrder", """["a"]""")]
    [InlineData("initializeCommand", "\"make\"")]
    [InlineData("secrets", """{ "KEY": { "description": "x" } }""")]
    [InlineData("appPort", "3000")]
    [InlineData("service", "\"app\"")]
    [InlineData("runServices", """["db"]""")]
    [InlineData("build", """{ "args": { "A": "1" } }""")]
    [InlineData("context", "\"..\"")]
    [InlineData("portsAttributes", """{ "3000": { "label": "Web" } }""")]
    [InlineData("otherPortsAttributes", """{ "onAutoForward": "ignore" }""")]
    [InlineData("postAttachCommand", "\"true\"")]
    [InlineData("shutdownAction", "\"stopContainer\"")]
    [InlineData("forwardPorts", """["db:5432"]""")]
    [InlineData("unheardOf", "{}")]
    public void Read_PropertyWithoutEffect_WarnsOnceWithTheReason(string name, string value)
    {
        var warning = Load($$"""{ "{{name}}": {{value}} }""").Warnings.ShouldHaveSingleItem();

        warning.ShouldStartWith(name);
        warning.ShouldMatch("[.?]$");
        warning.Length.ShouldBeGreaterThan(name.Length + 20);
    }

    [Theory]
    [InlineData("privileged", "false")]
    [InlineData("shutdownAction", "\"none\"")]
    [InlineData("userEnvProbe", "\"none\"")]
    [InlineData("mounts", "[]")]
    [InlineData("features", "{}")]
    [InlineData("initializeCommand", "\"\"")]
    [InlineData("capAdd", "null")]
    [InlineData("init", "true")]
    [InlineData("privileged", "true")]
    [InlineData("runArgs", """["--init"]""")]
    [InlineData("hostRequirements", """{ "cpus": 4 }""")]
    [InlineData("customizations", """{ "vscode": {} }""")]
    public void Read_PropertyThatAsksForNothing_DoesNotWarn(string name, string value) =>
        Load($$"""{ "{{name}}": {{value}} }""").Warnings.ShouldBeEmpty();

    [Fact]
    public void Read_ListWithoutEffect_SaysWhatIsAskedFor() =>
        Load("""{ "runServices": ["--init", "-v", "a:b", "1", "2", "3"] }""").Warnings.ShouldHaveSingleItem()
            .ShouldEndWith("It asks for \"--init\", \"-v\", \"a:b\", \"1\", \"2\", ….");

    [Theory]
    [InlineData("postCreatCommand", "postCreateCommand")]
    [InlineData("postcreatecommand", "postCreateCommand")]
    [InlineData("forwardPort", "forwardPorts")]
    [InlineData("remoteuser", "remoteUser")]
    [InlineData("iamge", "image")]
    [InlineData("feature", "features")]
    public void Read_MisspeltProperty_SuggestsTheRightOne(string name, string meant) =>
        Load($$"""{ "{{name}}": 1 }""").Warnings.ShouldHaveSingleItem().ShouldEndWith($"; did you mean \"{meant}\"?");

    [Fact]
    public void Read_UnlikeAnyProperty_SuggestsNothing() =>
        Load("""{ "zzzzzz": 1 }""").Warnings.ShouldHaveSingleItem().ShouldNotContain("did you mean");

    [Theory]
    [InlineData("""{ "hostRequirements": { "memory": "8 gigs" } }""", "hostRequirements.memory must be a number of bytes")]
    [InlineData("""{ "hostRequirements": { "cpus": 0 } }""", "hostRequirements.cpus must be a whole number of at least 1")]
    [InlineData("""{ "capAdd": "SYS_PTRACE" }""", "capAdd must be an array of strings, not a string.")]
    [InlineData("""{ "runArgs": [1] }""", "runArgs[0] must be a string, not a number.")]
    [InlineData("""{ "features": [1] }""", "features must be an object, not an array.")]
    [InlineData("""{ "userEnvProbe": "loginshell" }""", "userEnvProbe must be one of")]
    [InlineData("""{ "initializeCommand": 1 }""", "initializeCommand must be a string")]
    public void Read_WrongTypeInPropertyWithoutEffect_IsAWarning(string json, string expected) =>
        Load(json).Warnings.ShouldContain(warning => warning.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Read_NumberForAVariable_TakesItsText()
    {
        var configuration = Load("""{ "containerEnv": { "PORT": 3000, "DEBUG": true } }""");

        configuration.Properties.ContainerEnv.ShouldBe(new Dictionary<string, string> { ["PORT"] = "3000", ["DEBUG"] = "true" }, ignoreOrder: true);
        configuration.Warnings.Count.ShouldBe(2);
    }

    [Fact]
    public void Read_ContainerEnvFromItself_IsKeptAndWarned()
    {
        var configuration = Load("""{ "containerEnv": { "PATH": "${containerEnv:PATH}:/opt" } }""");

        configuration.Properties.ContainerEnv["PATH"].ShouldBe("${containerEnv:PATH}:/opt");
        configuration.Warnings.ShouldHaveSingleItem().ShouldContain("use remoteEnv");
    }

    [Fact]
    public void Read_WorkspaceFolderElsewhere_Warns() =>
        Load("""{ "workspaceFolder": "/elsewhere" }""").Warnings.ShouldHaveSingleItem().ShouldStartWith("workspaceFolder lies outside");

    [Fact]
    public void Read_ThousandsOfUnknownProperties_CountsThem()
    {
        var json = "{" + string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"unknown{number}\": 1")) + "}";

        var warnings = Load(json).Warnings;

        warnings.Count.ShouldBe(ProblemCollector.Limit + 1);
        warnings[^1].ShouldBe("4950 more warnings are not shown.");
    }

    [Fact]
    public void Read_HostileNames_CannotReachATerminal()
    {
        var warnings = Load("{ \"\\u001b[2J\\r\\n\\u202e\": 1, \"" + new string('x', 5000) + "\": 1 }").Warnings;

        warnings[0].ShouldStartWith("[\"\\u001b[2J\\u000d\\u000a\\u202e\"] has no effect");
        warnings[1].Length.ShouldBeLessThan(300);
    }
}
