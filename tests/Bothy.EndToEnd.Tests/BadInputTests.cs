using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

public sealed class BadInputTests(SharedInstallation shared) : IDisposable
{
    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Fact]
    public async Task Up_MissingRepository_SaysSo()
    {
        var up = await FailsAsync("file:///nonexistent/repository.git");

        up.ShouldContain("/nonexistent/repository.git");
        up.ShouldContain("no repository", Case.Insensitive);
    }

    [Fact]
    public async Task Up_WrongBranch_NamesIt()
    {
        shared.Get();
        var repository = await repositories.BareAsync("branches", new Dictionary<string, string> { ["a"] = "b" });

        (await FailsAsync($"file://{repository}#nosuchbranch")).ShouldContain("nosuchbranch");
    }

    [Fact]
    public async Task Up_NoNetwork_SaysWhatCouldNotBeReached() =>
        (await FailsAsync("https://git.nowhere.invalid/repository.git")).ShouldContain("git.nowhere.invalid");

    [Fact]
    public async Task Up_BrokenJson_SaysLineAndColumn()
    {
        shared.Get();
        var repository = await repositories.BareAsync("broken", new Dictionary<string, string>
        {
            [".devcontainer/devcontainer.json"] = "{\n  \"image\": \"debian:bookworm\",\n  oops\n}\n",
        });

        (await FailsAsync("file://" + repository)).ShouldMatch(@"line 3|3:\d");
    }

    [Theory]
    [InlineData("oci:/var/lib/images/private:1")]
    [InlineData("docker-archive:/home/somebody/private.tar")]
    public async Task Up_RepositoryNamesPathOfTheHost_IsRefused(string image)
    {
        shared.Get();
        var repository = await repositories.BareAsync("path", new Dictionary<string, string>
        {
            [".devcontainer.json"] = $$"""{ "image": "{{image}}" }""",
        });

        (await FailsAsync("file://" + repository)).ShouldContain("registries only");
    }

    [Fact]
    public async Task Up_UnknownImage_NamesItAndWhatWasTried()
    {
        shared.Get();
        var repository = await repositories.BareAsync("image", new Dictionary<string, string>
        {
            [".devcontainer.json"] = """{ "image": "registry.invalid/nothing:1" }""",
        });

        (await FailsAsync("file://" + repository)).ShouldContain("registry.invalid/nothing:1");
    }

    [Fact]
    public async Task Up_FailingCommand_EnvironmentStaysUpAndSaysWhich()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("failing", new Dictionary<string, string>
        {
            [".devcontainer.json"] = """{ "onCreateCommand": "echo about to fail; exit 3" }""",
        });

        var up = await bothy.RunAsync("up", "file://" + repository, "--name", "failing");

        up.Code.ShouldNotBe(0);
        (up.Output + up.Errors).ShouldContain("onCreateCommand");
        (await bothy.ShellAsync("failing", "echo alive")).ShouldBe("alive");
        ((string?)(await bothy.GetAsync("failing"))["status"]!["phase"]).ShouldBe("running");
        (await bothy.RunAsync("delete", "failing", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Up_NameTaken_SaysSoAndTouchesNothing()
    {
        var bothy = shared.Get();
        var first = await repositories.BareAsync("first", new Dictionary<string, string> { ["a"] = "b" });
        var second = await repositories.BareAsync("second", new Dictionary<string, string> { ["a"] = "b" });
        (await bothy.RunAsync("up", "file://" + first, "--name", "taken")).Succeeded();

        var up = await bothy.RunAsync("up", "file://" + second, "--name", "taken");

        up.Code.ShouldNotBe(0);
        up.Errors.ShouldContain("--name");
        (await bothy.RunAsync("up", "file://" + first, "--name", "taken")).Succeeded();
        (await bothy.RunAsync("delete", "taken", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Apply_ManyMistakes_AreAllReportedAtOnce()
    {
        var bothy = shared.Get();
        var yaml =
            """
            kind: Environment
            metadata: { name: "Not A Name" }
            spec: { desiredPhse: running, content: { git: { url: "https://user:secret@example.com/x.git" } } }
            """u8.ToArray();

        var apply = await bothy.RunWithInputAsync(yaml, "apply", "-f", "-");

        apply.Code.ShouldNotBe(0);
        apply.Errors.ShouldContain("desiredPhase");
        apply.Errors.ShouldContain("metadata.name");
        apply.Errors.ShouldNotContain("secret@");
    }

    [Fact]
    public async Task Apply_ClassThatExceedsHost_SaysBySoMuch()
    {
        var bothy = shared.Get();
        var yaml =
            """
            kind: EnvironmentClass
            metadata: { name: huge }
            spec: { cpuMillis: 1000000, memoryBytes: 1099511627776, diskBytes: 1073741824 }
            ---
            kind: Environment
            metadata: { name: toobig }
            spec: { class: huge }
            """u8.ToArray();
        (await bothy.RunWithInputAsync(yaml, "apply", "-f", "-")).Succeeded();

        var found = await Installation.EventuallyAsync(
            () => bothy.GetAsync("toobig"), found => found["status"]?["failures"] is not null, "a failure is reported");

        found["status"]!["failures"]!.ToJsonString().ShouldContain("huge");
        (await bothy.RunAsync("delete", "toobig", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Up_Interrupted_SecondUpContinues()
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("interrupted", new Dictionary<string, string>
        {
            [".devcontainer.json"] = """{ "onCreateCommand": "sleep 3" }""",
        });
        using (var process = System.Diagnostics.Process.Start(bothy.Describe("up", "file://" + repository, "--name", "interrupted"))!)
        {
            await Installation.EventuallyAsync(bothy.NamesAsync, names => names.Contains("interrupted"), "the environment exists");
            (await Command.RunAsync("kill", ["-INT", process.Id.ToString()])).Succeeded();
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
            process.ExitCode.ShouldNotBe(0);
        }

        (await bothy.RunAsync("up", "file://" + repository, "--name", "interrupted")).Succeeded();
        (await bothy.ShellAsync("interrupted", "echo up")).ShouldBe("up");
        (await bothy.RunAsync("delete", "interrupted", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Daemon_SecondOnOneDataDirectory_IsRefused()
    {
        var bothy = shared.Get();

        var second = await Command.RunAsync(Path.Combine(Product.Binaries, "bothyd"), ["up", "--data", bothy.Data]);

        second.Code.ShouldNotBe(0);
        (second.Output + second.Errors).ShouldContain(bothy.Data);
    }

    private async Task<string> FailsAsync(string what)
    {
        var bothy = shared.Get();
        var before = await HostState.ReadAsync();
        var up = await bothy.RunAsync("up", what, "--name", "bad");
        up.Code.ShouldNotBe(0);
        (await bothy.RunAsync("delete", "bad", "--yes")).Succeeded();
        await Leaks.ShouldBeNoneAsync(before);
        return up.Output + up.Errors;
    }
}
