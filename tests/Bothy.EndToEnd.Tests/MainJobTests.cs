using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

public sealed class MainJobTests(SharedInstallation shared) : IDisposable
{
    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Fact]
    public async Task Up_FileRepository_RunsItsCommandsAndAnswers()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("work", new Dictionary<string, string>
        {
            [".devcontainer/devcontainer.json"] =
                """
                // with a comment, as people write it
                {
                  "name": "Work",
                  "containerEnv": { "GREETING": "hello" },
                  "remoteEnv": { "BOTH": "${containerEnv:GREETING} you" },
                  "postCreateCommand": "echo created > /tmp/created && id -un > /tmp/who",
                  "postStartCommand": ["touch", "/tmp/started"],
                  "waitFor": "postStartCommand",
                  "forwardPorts": [3000],
                  "customThing": true
                }
                """,
            ["README.md"] = "# Work\n",
        });

        var up = (await bothy.RunAsync("up", "file://" + repository, "--name", "job")).Succeeded();

        up.Output.ShouldContain("job");
        (await bothy.ShellAsync("job", "cat README.md")).ShouldBe("# Work");
        (await bothy.ShellAsync("job", "pwd")).ShouldBe("/workspaces/work");
        (await bothy.ShellAsync("job", "echo $GREETING, $BOTH")).ShouldBe("hello, hello you");
        (await bothy.ShellAsync("job", "cat /tmp/created; ls /tmp/started")).ShouldBe("created\n/tmp/started");
        (await bothy.ShellAsync("job", "git rev-parse HEAD")).ShouldBe(await Repositories.HeadAsync(repository));
        (await bothy.ShellAsync("job", "git remote get-url origin; git status --porcelain")).ShouldBe("file://" + repository);
        (await bothy.ShellAsync("job", "sudo id -u")).ShouldBe("0");
        var status = (await bothy.GetAsync("job"))["status"]!;
        ((string?)status["phase"]).ShouldBe("running");
        status["devcontainer"]!["forwardPorts"]!.ToJsonString().ShouldBe("[3000]");
        status["devcontainer"]!["warnings"]!.ToJsonString().ShouldContain("customThing");
        (await bothy.RunAsync("logs", "job")).Succeeded().Output.ShouldContain("postCreateCommand");
        (await bothy.RunAsync("delete", "job", "--yes")).Succeeded();
        (await bothy.NamesAsync()).ShouldNotContain("job");
    }

    [Theory]
    [InlineData("feature", "feature")]
    [InlineData("v1", "")]
    [InlineData(null, "main")]
    public async Task Up_Ref_ChecksItOut(string? reference, string branch)
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("refs", new Dictionary<string, string> { ["file"] = "content" });

        (await bothy.RunAsync("up", $"file://{repository}{(reference is null ? "" : "#" + reference)}", "--name", "refs")).Succeeded();

        (await bothy.ShellAsync("refs", "git branch --show-current")).ShouldBe(branch);
        (await bothy.RunAsync("delete", "refs", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Up_Commit_ChecksItOut()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("commit", new Dictionary<string, string> { ["file"] = "content" });
        var head = await Repositories.HeadAsync(repository);

        (await bothy.RunAsync("up", $"file://{repository}#{head}", "--name", "commit")).Succeeded();

        (await bothy.ShellAsync("commit", "git rev-parse HEAD")).ShouldBe(head);
        (await bothy.RunAsync("delete", "commit", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Up_Directory_MountsItInPlaceAsItsOwner()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-place-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "here"), "host\n");
        (await Command.RunAsync("chown", ["-R", "12345:12345", directory])).Succeeded();

        (await bothy.RunAsync("up", directory, "--name", "place")).Succeeded();

        (await bothy.ShellAsync("place", "cat here; echo inside > made; stat -c %U made here; sudo touch bysudo")).ShouldBe("host\nvscode\nvscode");
        (await Command.RunAsync("stat", ["-c", "%u", Path.Combine(directory, "made")])).Output.Trim().ShouldBe("12345");
        long.Parse((await Command.RunAsync("stat", ["-c", "%u", Path.Combine(directory, "bysudo")])).Output).ShouldBeGreaterThan(1_000_000_000);
        ((bool?)(await bothy.GetAsync("place"))["status"]!["content"]!["protected"]).ShouldBe(false);
        (await bothy.RunAsync("delete", "place", "--yes")).Succeeded();
        File.Exists(Path.Combine(directory, "made")).ShouldBeTrue();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Exec_ExitCodeStreamsAndInput_AreKeptApartAndWhole()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-exec-").FullName;
        (await bothy.RunAsync("up", directory, "--name", "exec")).Succeeded();

        var both = await bothy.RunAsync("exec", "exec", "--", "/bin/sh", "-c", "echo out; echo err >&2; exit 42");
        both.Code.ShouldBe(42);
        both.Output.ShouldBe("out\n");
        both.Errors.ShouldContain("err");
        var bytes = new byte[1 << 20];
        new Random(7).NextBytes(bytes);
        (await bothy.RunWithInputAsync(bytes, "exec", "exec", "--", "cat")).Succeeded().OutputBytes.ShouldBe(bytes);
        (await bothy.RunAsync("exec", "exec", "--", "no-such-program")).Code.ShouldBe(127);
        (await bothy.RunAsync("exec", "nobody-there", "--", "true")).Code.ShouldBeGreaterThan(0);
        (await bothy.RunAsync("delete", "exec", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task StopStart_EverythingWritten_IsThere()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("kept", new Dictionary<string, string> { ["file"] = "content" });
        (await bothy.RunAsync("up", "file://" + repository, "--name", "kept")).Succeeded();
        await bothy.ShellAsync("kept", "echo w > made; echo h > ~/made; echo r | sudo tee /usr/local/made /root/made /var/lib/docker/made >/dev/null");

        foreach (var verb in (string[])["stop", "start", "restart"])
        {
            (await bothy.RunAsync(verb, "kept")).Succeeded();
        }

        (await bothy.ShellAsync("kept", "cat made ~/made /usr/local/made; sudo cat /root/made /var/lib/docker/made")).ShouldBe("w\nh\nr\nr\nr");
        (await bothy.RunAsync("delete", "kept", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Apply_ChangedClass_LimitsFollow()
    {
        var bothy = shared.Get();
        var yaml =
            """
            kind: EnvironmentClass
            metadata: { name: small }
            spec: { cpuMillis: 500, memoryBytes: 268435456, diskBytes: 1073741824, pids: 512 }
            ---
            kind: Environment
            metadata: { name: declared }
            spec: { class: small }
            """u8.ToArray();

        (await bothy.RunWithInputAsync(yaml, "apply", "-f", "-")).Succeeded();
        await bothy.ReachesAsync("declared", "running");

        // A process cannot write more than the class allows, however empty the host's disk is.
        var full = await bothy.RunAsync("exec", "declared", "--", "/bin/sh", "-c", "head -c 2G /dev/zero > ~/big; stat -c %s ~/big");
        long.Parse(full.Output.Trim()).ShouldBeInRange(800L << 20, 1L << 30);
        (await bothy.RunAsync("delete", "declared", "--yes")).Succeeded();
    }
}
