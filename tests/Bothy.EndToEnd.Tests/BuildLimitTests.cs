using System.Diagnostics;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>Builds that are ended, take too much, or reach for what is not theirs.</summary>
public sealed class BuildLimitTests(SharedInstallation shared) : IDisposable
{
    private const string Base = "mcr.microsoft.com/devcontainers/base:bookworm";

    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Theory]
    [InlineData("stop")]
    [InlineData("delete")]
    public async Task Build_EndedWhileItRuns_LeavesNothing(string how)
    {
        var bothy = shared.Get();
        var before = await HostState.ReadAsync();
        var repository = await BuiltAsync("endless", "RUN echo going on && sleep 1000000");
        using var up = Process.Start(bothy.Describe("up", "file://" + repository, "--name", "endless"))!;
        await Installation.EventuallyAsync(
            () => bothy.RunAsync("logs", "endless"), logs => logs.Output.Split('\n').Any(line => line.EndsWith("going on", StringComparison.Ordinal)), "the step runs", seconds: 120);

        if (how == "stop")
        {
            (await bothy.RunAsync("stop", "endless")).Succeeded();
            await Leaks.ShouldBeNoneAsync(before);
        }

        (await bothy.RunAsync("delete", "endless", "--yes")).Succeeded();
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);
        up.ExitCode.ShouldNotBe(0);
        await Leaks.ShouldBeNoneAsync(before);
    }

    [Fact]
    public async Task Build_TakesMoreMemoryThanItsClassGives_FailsAndSaysSo()
    {
        var bothy = shared.Get();
        var tight =
            """
            kind: EnvironmentClass
            metadata: { name: tight }
            spec: { cpuMillis: 1000, memoryBytes: 402653184, diskBytes: 3221225472 }
            """u8.ToArray();
        (await bothy.RunWithInputAsync(tight, "apply", "-f", "-")).Succeeded();
        var repository = await BuiltAsync("greedy", "RUN tail /dev/zero");

        var up = await bothy.RunAsync("up", "file://" + repository, "--name", "greedy", "--class", "tight");

        up.Code.ShouldBe(1);
        up.Errors.ShouldContain("memory");
        (await bothy.RunAsync("delete", "greedy", "--yes")).Succeeded();
    }

    [Fact]
    public async Task Build_FillsItsDisk_FailsAndSaysSo()
    {
        var bothy = shared.Get();
        var small =
            """
            kind: EnvironmentClass
            metadata: { name: small-disk }
            spec: { cpuMillis: 1000, memoryBytes: 1073741824, diskBytes: 1073741824 }
            """u8.ToArray();
        (await bothy.RunWithInputAsync(small, "apply", "-f", "-")).Succeeded();
        var repository = await BuiltAsync("full", "RUN dd if=/dev/zero of=/big bs=1M");

        var up = await bothy.RunAsync("up", "file://" + repository, "--name", "full", "--class", "small-disk");

        up.Code.ShouldBe(1);
        up.Errors.ShouldContain("does not fit");
        (await bothy.RunAsync("delete", "full", "--yes")).Succeeded();
    }

    [Theory]
    [InlineData(".devcontainer.json", ".devcontainer.json")]
    [InlineData(".devcontainer/devcontainer.json", ".devcontainer")]
    [InlineData("Dockerfile", "Dockerfile")]
    [InlineData("context/file", "context")]
    public async Task Up_LinkOutOfTheRepository_IsRefusedAndNothingIsRead(string file, string link)
    {
        var bothy = shared.Get();
        var outside = Directory.CreateTempSubdirectory("bothy-outside-").FullName;
        var isConfiguration = link.StartsWith(".devcontainer", StringComparison.Ordinal);
        var target = file == link ? Path.Combine(outside, Path.GetFileName(file)) : outside;
        await File.WriteAllTextAsync(
            Path.Combine(outside, Path.GetFileName(file)),
            isConfiguration ? """{ "name": "from-outside" }""" : "FROM " + Base + "\n# from-outside\n",
            TestContext.Current.CancellationToken);
        var repository = await repositories.BareAsync(
            "linked",
            new Dictionary<string, string>
            {
                [isConfiguration ? "readme" : ".devcontainer.json"] = """{ "build": { "dockerfile": "Dockerfile", "context": "context" } }""",
                [file == "Dockerfile" ? "context/here" : "Dockerfile"] = "FROM " + Base + "\nCOPY file /copied\n",
            },
            new Dictionary<string, string> { [link] = target });

        var up = await bothy.RunAsync("up", "file://" + repository, "--name", "linked");

        up.Code.ShouldBe(1);
        up.Errors.ShouldContain("symbolic link");
        (up.Output + up.Errors + (await bothy.GetAsync("linked")).ToJsonString()).ShouldNotContain("from-outside");
        (await bothy.RunAsync("delete", "linked", "--yes")).Succeeded();
        Directory.Delete(outside, recursive: true);
    }

    private Task<string> BuiltAsync(string name, string steps) => repositories.BareAsync(name, new Dictionary<string, string>
    {
        [".devcontainer.json"] = """{ "build": { "dockerfile": "Dockerfile" } }""",
        ["Dockerfile"] = $"FROM {Base}\n{steps}\n",
    });
}
