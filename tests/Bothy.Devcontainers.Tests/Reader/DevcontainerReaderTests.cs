using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Tests.Support;
using static Bothy.Devcontainers.Tests.Support.Reading;

namespace Bothy.Devcontainers.Tests.Reader;

public sealed class DevcontainerReaderTests
{
    [Fact]
    public void Read_NoConfiguration_GivesTheDefaults()
    {
        var reading = DevcontainerReader.Read(new MemoryFiles(), Request);

        var configuration = reading.ShouldBeOfType<DevcontainerReading.Loaded>().Configuration;
        configuration.Path.ShouldBeNull();
        configuration.Image.ShouldBeNull();
        configuration.WorkspaceFolder.ShouldBe("/workspaces/project");
        configuration.ContentFolder.ShouldBe("/workspaces/project");
        configuration.Warnings.ShouldBeEmpty();
        var merged = configuration.Merge(null);
        merged.OverrideCommand.ShouldBeTrue();
        merged.Commands.ShouldBeEmpty();
        merged.ResolveRemoteUser(null).ShouldBe("root");
    }

    [Fact]
    public void Read_AllSupportedProperties_KeepsThemWithoutWarning()
    {
        var configuration = Load(
            """
            {
              "$schema": "https://example.org/schema.json",
              "name": "Sample", "image": "debian:bookworm",
              "containerEnv": { "A": "1" }, "remoteEnv": { "B": "2", "C": null },
              "remoteUser": "dev", "containerUser": "root",
              "forwardPorts": [3000, "8080", "localhost:9000"], "overrideCommand": false, "waitFor": "postCreateCommand",
              "workspaceFolder": "/src/", "workspaceMount": "source=${localWorkspaceFolder},target=/src,type=bind",
              "customizations": { "vscode": { "extensions": ["a.b"] } },
              "onCreateCommand": "true", "updateContentCommand": "true", "postCreateCommand": "true", "postStartCommand": "true",
            }
            """);

        configuration.Warnings.ShouldBeEmpty();
        configuration.Name.ShouldBe("Sample");
        configuration.Image.ShouldBe("debian:bookworm");
        configuration.WorkspaceFolder.ShouldBe("/src");
        configuration.ContentFolder.ShouldBe("/src");
        configuration.Properties.RemoteEnv.ShouldBe(new Dictionary<string, string?> { ["B"] = "2", ["C"] = null }, ignoreOrder: true);
        configuration.Properties.Customizations["vscode"].ShouldBe("{\"extensions\":[\"a.b\"]}");
        var merged = configuration.Merge(null);
        merged.OwnPorts.ShouldBe([3000, 8080, 9000]);
        merged.OverrideCommand.ShouldBeFalse();
    }

    [Fact]
    public void Read_ManyWrongTypes_ReportsAllAtOnceWithPathAndPosition()
    {
        var failure = Fail(
            """
            {
              "image": 5,
              "containerEnv": { "A": [] , "B=C": "x" },
              "remoteUser": {},
              "forwardPorts": [3000, 70000, true, "db:"],
              "overrideCommand": "no",
              "postCreateCommand": ["a", 1],
              "postStartCommand": { "server": { "x": 1 } },
              "waitFor": "postCreatCommand",
              "workspaceFolder": "relative/../path"
            }
            """);

        failure.Reason.ShouldBe(DevcontainerFailureReason.DevcontainerInvalid);
        failure.Problems.Select(problem => problem.ToString()).Order().ShouldBe(new[]
        {
            "line 2, column 12: image must be a string, not a number",
            "line 3, column 26: containerEnv.A must be a string, not an array",
            "line 3, column 38: containerEnv[\"B=C\"] is not a name for an environment variable: it must not be empty, nor hold \"=\" or NUL",
            "line 4, column 17: remoteUser must be a string, not an object",
            "line 5, column 26: forwardPorts[1] must be a port number from 0 to 65535 or \"host:port\"",
            "line 5, column 33: forwardPorts[2] must be a port number from 0 to 65535 or \"host:port\"",
            "line 5, column 39: forwardPorts[3] must be a port number from 0 to 65535 or \"host:port\"",
            "line 6, column 22: overrideCommand must be true or false, not a string",
            "line 7, column 30: postCreateCommand[1] must be a string, not a number",
            "line 8, column 35: postStartCommand.server must be a string or an array of strings, not an object",
            "line 9, column 14: waitFor must be one of initializeCommand, onCreateCommand, updateContentCommand, postCreateCommand, "
                + "postStartCommand, postAttachCommand; did you mean \"postCreateCommand\"?",
            "line 10, column 22: workspaceFolder must be an absolute path without \"..\", not \"relative/../path\"",
        }.Order());
        failure.Message.ShouldStartWith("The file \".devcontainer.json\" is wrong in 12 places.");
    }

    [Fact]
    public void Read_BrokenJson_NamesFileLineAndColumn()
    {
        var failure = Fail("{\n  \"image\": \"debian\"\n  \"name\": \"x\"\n}");

        failure.Reason.ShouldBe(DevcontainerFailureReason.DevcontainerSyntax);
        failure.Message.ShouldStartWith("The file \".devcontainer.json\" is not JSON with comments: line 3, column 3: ");
    }

    /// <summary>What a status shows is bounded, whatever a repository says.</summary>
    [Theory]
    [InlineData("name", 512)]
    [InlineData("image", 512)]
    [InlineData("remoteUser", 512)]
    [InlineData("containerUser", 512)]
    public void Read_LongText_FailsAboveTheLimit(string property, int limit)
    {
        Load($$"""{ "{{property}}": "{{new string('x', limit)}}" }""");

        Fail($$"""{ "{{property}}": "{{new string('x', limit + 1)}}" }""").Problems.ShouldHaveSingleItem().Path.ShouldBe(property);
    }

    [Fact]
    public void Read_TooManyPorts_FailsAtTheFirstBeyond()
    {
        static string Ports(int count) => $$"""{ "forwardPorts": [{{string.Join(',', Enumerable.Range(1, count))}}] }""";

        Load(Ports(256)).Properties.ForwardPorts.Count.ShouldBe(256);
        Fail(Ports(300)).Problems.ShouldHaveSingleItem().Path.ShouldBe("forwardPorts[256]");
    }

    [Fact]
    public void Read_TooManyParallelCommands_Fails()
    {
        static string Commands(int count) => $$"""{ "postCreateCommand": { {{string.Join(',', Enumerable.Range(1, count).Select(number => $"\"{number}\": \"true\""))}} } }""";

        Load(Commands(64)).Properties.Commands.ShouldHaveSingleItem();
        Fail(Commands(65)).Problems.ShouldHaveSingleItem().Path.ShouldBe("postCreateCommand");
    }

    [Fact]
    public void Read_ProblemDeepInside_KeepsThePathShort()
    {
        var name = new string('x', 60);
        var json = string.Concat(Enumerable.Repeat($"{{\"{name}\":", 50)) + "\"${localEnv}\"" + new string('}', 50);

        Fail(json).Problems.ShouldHaveSingleItem().Path.Length.ShouldBeLessThan(250);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void Read_NoObject_Fails(string json) => Fail(json).Reason.ShouldBe(DevcontainerFailureReason.DevcontainerInvalid);

    [Fact]
    public void Read_LargerThanTheLimit_Fails()
    {
        var padding = new string(' ', 1024 * 1024);

        Load("{}" + padding[2..]);
        Fail("{}" + padding[1..]).Reason.ShouldBe(DevcontainerFailureReason.DevcontainerTooLarge);
    }

    [Theory]
    [InlineData("""{ "dockerComposeFile": "compose.yaml", "service": "app" }""", DevcontainerFailureReason.ComposeNotSupported)]
    [InlineData("""{ "dockerComposeFile": ["a.yaml", "b.yaml"], "service": "app" }""", DevcontainerFailureReason.ComposeNotSupported)]
    [InlineData("""{ "build": { "dockerfile": "../../Dockerfile" } }""", DevcontainerFailureReason.DevcontainerInvalid)]
    [InlineData("""{ "build": { "dockerfile": "/etc/passwd" } }""", DevcontainerFailureReason.DevcontainerInvalid)]
    [InlineData("""{ "build": { "dockerfile": "Dockerfile", "context": "../.." } }""", DevcontainerFailureReason.DevcontainerInvalid)]
    [InlineData("""{ "build": { "dockerfile": "Dockerfile", "args": { "A": 1 } } }""", DevcontainerFailureReason.DevcontainerInvalid)]
    [InlineData("""{ "build": "Dockerfile" }""", DevcontainerFailureReason.DevcontainerInvalid)]
    [InlineData("""{ "build": { "dockerfile": 1 } }""", DevcontainerFailureReason.DevcontainerInvalid)]
    [InlineData("""{ "dockerComposeFile": true }""", DevcontainerFailureReason.DevcontainerInvalid)]
    public void Read_ImageThatMustBeBuilt_FailsWithTheReason(string json, DevcontainerFailureReason reason) =>
        Fail(json).Reason.ShouldBe(reason);

    [Theory]
    [InlineData("""{ "build": { "dockerfile": "Dockerfile" } }""", "Dockerfile", "")]
    [InlineData("""{ "build": { "dockerfile": "docker/x/.././Dockerfile", "context": "docker/" } }""", "docker/Dockerfile", "docker")]
    [InlineData("""{ "dockerFile": "Dockerfile", "context": "sub" }""", "Dockerfile", "sub")]
    [InlineData("""{ "build": { "dockerfile": "Dockerfile" }, "image": "debian" }""", "Dockerfile", "")]
    public void Read_Dockerfile_IsBuiltFromItsFolder(string json, string dockerfile, string context)
    {
        var build = Load(json).Build!;

        build.Dockerfile.ShouldBe(dockerfile);
        build.Context.ShouldBe(context);
    }

    [Fact]
    public void Read_Build_TakesArgumentsTargetAndOptions()
    {
        var configuration = Load("""{ "build": { "dockerfile": "D", "args": { "V": "12" }, "target": "dev", "options": ["--no-cache", "--squash"], "cacheFrom": "x" } }""");

        configuration.Build!.CacheFrom.ShouldBe(["x"]);
        configuration.Build.Arguments.ShouldBe(new Dictionary<string, string> { ["V"] = "12" });
        configuration.Build.Target.ShouldBe("dev");
        configuration.Build.NoCache.ShouldBeTrue();
        configuration.Warnings.ShouldContain(warning => warning.Contains("--squash", StringComparison.Ordinal));
        configuration.Warnings.ShouldHaveSingleItem();
    }

    [Fact]
    public void Read_CachesOfAllForms_AreTheImagesOfRegistries()
    {
        var configuration = Load(
            """
            { "build": { "dockerfile": "D", "cacheFrom": ["ghcr.io/one/app:cache", "type=registry,ref=ghcr.io/two/app", "type=gha,scope=main"],
                         "options": ["--cache-from", "three/app", "--cache-from=type=local,src=/tmp/cache"] } }
            """);

        configuration.Build!.CacheFrom.ShouldBe(["ghcr.io/one/app:cache", "ghcr.io/two/app", "three/app"]);
        configuration.Warnings.Count.ShouldBe(2);
        configuration.Warnings.ShouldContain(warning => warning.StartsWith("build.cacheFrom", StringComparison.Ordinal) && warning.Contains("type=gha", StringComparison.Ordinal));
        configuration.Warnings.ShouldContain(warning => warning.Contains("type=local", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_BuildOptionsThatMakeSense_ActWithoutAWarning()
    {
        var platform = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64 ? "linux/amd64" : "linux/arm64";
        var configuration = Load(
            $$"""
            { "build": { "dockerfile": "D", "args": { "A": "1", "B": "1" }, "options": [
                "--pull", "--build-arg", "B=2", "--label=team=tools", "--target=dev", "--add-host", "db:192.0.2.1", "--add-host=six=[2001:db8::1]", "--network=none",
                "--platform={{platform}}", "--shm-size", "64m", "--ulimit", "nofile=512:1024", "--progress=plain", "-t", "mine" ] } }
            """);

        configuration.Warnings.ShouldBeEmpty();
        var build = configuration.Build!;
        build.Arguments.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" });
        build.Labels.ShouldBe(["team=tools"]);
        build.Target.ShouldBe("dev");
        build.Hosts.ShouldBe(["db:192.0.2.1", "six=[2001:db8::1]"]);
        build.ProcessLimits.ShouldBe(["nofile=512:1024"]);
        build.SharedMemoryBytes.ShouldBe(64 << 20);
        (build.Pull, build.HasNetwork, build.NoCache).ShouldBe((true, false, false));
    }

    [Theory]
    [InlineData("--network=host", "has its environment's network")]
    [InlineData("--platform=linux/s390x", "own processor")]
    [InlineData("--build-arg=HOME", "give the value")]
    [InlineData("--add-host=db:host-gateway", "not one that it can have")]
    [InlineData("--ulimit=nofile=lots", "not one that it can have")]
    [InlineData("--secret=id=x,src=/etc/shadow", "secrets of the host")]
    [InlineData("--ssh=default", "keys")]
    [InlineData("--build-context=up=..", "only the repository")]
    [InlineData("--squash", "layers are needed")]
    [InlineData("--memory=1g", "class decides")]
    [InlineData("--nonsense", "no option of docker build")]
    [InlineData("words", "no option of docker build")]
    public void Read_BuildOptionThatHasNoEffect_SaysWhy(string option, string reason)
    {
        var configuration = Load($$"""{ "build": { "dockerfile": "D", "options": ["{{option}}"] } }""");

        configuration.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            warning => warning.ShouldStartWith("build.options: "), warning => warning.ShouldContain(reason), warning => warning.ShouldContain("has no effect"));
        configuration.Build!.HasNetwork.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{ "build": { "dockerfile": "Dockerfile" } }""")]
    [InlineData("""{ "dockerComposeFile": "compose.yaml", "service": "app" }""")]
    [InlineData("""{ "image": "alpine" }""")]
    public void Read_ImageInTheRequest_ReplacesTheRepositorys(string json) =>
        Load(json, Request with { Image = "debian:bookworm" }).Image.ShouldBe("debian:bookworm");

    [Theory]
    [InlineData("\"type=bind,src=/home/user/project,dst=/code\"", "/code")]
    [InlineData("\"type=bind,source=${localWorkspaceFolder}/,destination=/code,consistency=cached\"", "/code")]
    [InlineData("null", "/workspaces/project")]
    public void Read_WorkspaceMountOfTheRepository_MovesIt(string mount, string content) =>
        Load($$"""{ "workspaceMount": {{mount}}, "workspaceFolder": "{{content}}/sub" }""").ShouldSatisfyAllConditions(
            configuration => configuration.ContentFolder.ShouldBe(content),
            configuration => configuration.WorkspaceFolder.ShouldBe(content + "/sub"),
            configuration => configuration.Warnings.ShouldBeEmpty());

    [Theory]
    [InlineData("source=${localWorkspaceFolder}/sub,target=/code,type=bind")]
    [InlineData("source=/,target=/code,type=bind")]
    [InlineData("source=code,target=/code,type=volume")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void Read_OtherWorkspaceMount_IsAWarning(string mount)
    {
        var configuration = Load($$"""{ "workspaceMount": "{{mount}}" }""");

        configuration.ContentFolder.ShouldBe("/workspaces/project");
        configuration.Warnings.ShouldHaveSingleItem().ShouldStartWith("workspaceMount has no effect");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/etc")]
    [InlineData("/proc/self")]
    [InlineData("/run/x")]
    [InlineData("/a/../etc")]
    [InlineData("code")]
    [InlineData("//usr//")]
    public void Read_WorkspaceMountOverTheSystem_Fails(string target) =>
        Fail($$"""{ "workspaceMount": "type=bind,source=${localWorkspaceFolder},target={{target}}" }""")
            .Problems.ShouldHaveSingleItem().Path.ShouldBe("workspaceMount");

    [Fact]
    public void Read_OldProperties_MoveToCustomizations()
    {
        var configuration = Load(
            """
            {
              "extensions": ["b"], "settings": { "x": 1, "y": 2 }, "devPort": 7,
              "customizations": { "vscode": { "extensions": ["a"], "settings": { "x": 0 } }, "other": {} }
            }
            """);

        configuration.Warnings.ShouldBeEmpty();
        configuration.Properties.Customizations["vscode"].ShouldBe("""{"extensions":["a","b"],"settings":{"x":0,"y":2},"devPort":7}""");
        configuration.Properties.Customizations["other"].ShouldBe("{}");
    }
}
