using System.Text;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>Builds that take the steps of another host's build from a registry.</summary>
public sealed class BuildCacheTests(SharedInstallation shared) : IDisposable
{
    private const string Dockerfile =
        """
        FROM HOST/team/base:1
        USER root
        RUN cat /proc/sys/kernel/random/uuid > /made
        RUN touch "/$(printf 'caf\351')"
        COPY file /file
        RUN cat /file /made > /both
        USER dev
        """;

    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Fact]
    public async Task Up_StepsThatAnotherBuildPushed_AreTakenAndNotMadeAgain()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/docker-registry") && File.Exists("/usr/bin/buildah"), "needs docker-registry and buildah");
        var bothy = shared.Get();
        var before = await HostState.ReadAsync();
        await using var registry = new LoopbackRegistry();
        await registry.StartAsync("team/base:1");
        var dockerfile = Dockerfile.Replace("HOST", registry.Host, StringComparison.Ordinal);
        var made = await PushStepsAsync(registry, dockerfile);
        Task<string> RepositoryAsync(string name, string steps) => repositories.BareAsync(name, new Dictionary<string, string>
        {
            [".devcontainer.json"] = $$"""{ "build": { "dockerfile": "Dockerfile", "cacheFrom": "{{registry.Host}}/{{steps}}" } }""",
            ["Dockerfile"] = dockerfile,
            ["file"] = "content\n",
        });

        (await bothy.RunAsync("up", "file://" + await RepositoryAsync("taken", "team/steps:latest"), "--name", "taken")).Succeeded();
        (await bothy.ShellAsync("taken", "cat /both; id -un; cat /etc/words; stat -c %a /bin/admin")).ShouldBe($"content\n{made}\ndev\nfrom a registry\n4755");
        (await bothy.RunAsync("logs", "taken")).Output.ShouldContain("Cache pulled from remote");

        // Where nobody pushed anything, it is a build like any other.
        (await bothy.RunAsync("up", "file://" + await RepositoryAsync("own", "team/nothing"), "--name", "own")).Succeeded();
        (await bothy.ShellAsync("own", "cat /made")).ShouldNotBe(made);

        // Without the registry it starts, and stays what it is.
        await registry.StopAsync();
        (await bothy.RunAsync("restart", "taken")).Succeeded();
        (await bothy.ShellAsync("taken", "cat /made")).ShouldBe(made);
        await registry.StartAsync();

        // A build that is shown the host's images finds nothing under the names of images that came from one.
        (await bothy.ShellAsync("own", """echo '{ "build": { "dockerfile": "Dockerfile" } }' > .devcontainer.json; cat /made > /tmp/before""")).ShouldBe("");
        (await bothy.RunAsync("restart", "own")).Succeeded();
        (await bothy.ShellAsync("own", "[ $(cat /made) != $(cat /tmp/before) ] && echo made anew")).ShouldBe("made anew");
        (await bothy.RunAsync("delete", "taken", "own", "--yes")).Succeeded();
        await Leaks.ShouldBeNoneAsync(before);
    }

    [Fact]
    public async Task Up_StepsMayNotBeTaken_IsBuiltWithoutAndSaysWhy()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/docker-registry"), "needs docker-registry");
        var bothy = shared.Get();
        var before = await HostState.ReadAsync();
        await using var registry = new LoopbackRegistry();
        await registry.StartAsync("team/base:1");
        var repository = await RepositoryAsync("walled", registry, $"FROM {registry.Host}/team/base:1\nUSER root\nRUN echo walled > /made\n");

        (await bothy.RunWithInputAsync(
            Encoding.UTF8.GetBytes(
                $"kind: Environment\nmetadata: {{ name: walled }}\nspec:\n  content: {{ git: {{ url: \"file://{repository}\" }} }}\n  network: {{ egress: none }}\n"),
            "apply", "-f", "-")).Succeeded();
        (await bothy.RunAsync("start", "walled")).Succeeded();
        (await bothy.ShellAsync("walled", "cat /made")).ShouldBe("walled");
        (await bothy.RunAsync("logs", "walled")).Output.ShouldContain("no steps of earlier builds are taken from");

        // An image that this host has from elsewhere.
        var elsewhere = await RepositoryAsync("elsewhere", registry, "FROM mcr.microsoft.com/devcontainers/base:bookworm\nRUN echo elsewhere > /made\n");
        (await bothy.RunAsync("up", "file://" + elsewhere, "--name", "elsewhere")).Succeeded();
        (await bothy.ShellAsync("elsewhere", "cat /made")).ShouldBe("elsewhere");
        (await bothy.RunAsync("logs", "elsewhere")).Output.ShouldContain("no steps of earlier builds are taken from");
        (await bothy.RunAsync("delete", "walled", "elsewhere", "--yes")).Succeeded();
        await Leaks.ShouldBeNoneAsync(before);
    }

    [Fact]
    public async Task Up_RegistryLosesTheImageBelow_IsBuiltWithTheHostsImage()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/docker-registry"), "needs docker-registry");
        var bothy = shared.Get();
        var before = await HostState.ReadAsync();
        await using var registry = new LoopbackRegistry();
        await registry.StartAsync("team/base:1");
        var plain = await repositories.BareAsync("plain", new Dictionary<string, string> { [".devcontainer.json"] = $$"""{ "image": "{{registry.Host}}/team/base:1" }""" });
        (await bothy.RunAsync("up", "file://" + plain, "--name", "plain")).Succeeded();
        registry.LoseLayers();

        var repository = await RepositoryAsync("lost", registry, $"FROM {registry.Host}/team/base:1\nUSER root\nRUN echo all the same > /made\n");
        (await bothy.RunAsync("up", "file://" + repository, "--name", "lost")).Succeeded();
        (await bothy.ShellAsync("lost", "cat /made")).ShouldBe("all the same");
        var log = (await bothy.RunAsync("logs", "lost")).Output;
        log.ShouldContain("It is built once more");
        log.ShouldContain($"{registry.Host}/team/base:1: ");
        (await bothy.RunAsync("delete", "plain", "lost", "--yes")).Succeeded();
        await Leaks.ShouldBeNoneAsync(before);
    }

    private Task<string> RepositoryAsync(string name, LoopbackRegistry registry, string dockerfile) => repositories.BareAsync(name, new Dictionary<string, string>
    {
        [".devcontainer.json"] = $$"""{ "build": { "dockerfile": "Dockerfile", "cacheFrom": "{{registry.Host}}/team/steps" } }""",
        ["Dockerfile"] = dockerfile,
    });

    /// <summary>Builds as somebody else's pipeline does; returns what only that build can know.</summary>
    private static async Task<string> PushStepsAsync(LoopbackRegistry registry, string dockerfile)
    {
        var directory = Directory.CreateTempSubdirectory("bothy-steps-").FullName;
        var context = Directory.CreateDirectory(Path.Combine(directory, "context")).FullName;
        await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), dockerfile);
        await File.WriteAllTextAsync(Path.Combine(context, "file"), "content\n");
        var script =
            """
            set -e
            tool="buildah --root $0/root --runroot $0/run --storage-driver overlay"
            $tool build --isolation chroot --layers --tls-verify=false --cache-to "$1/team/steps" --tag pushed "$0/context" >&2
            cat "$($tool mount "$($tool from --pull-never pushed)")/made"
            """;
        var built = (await Command.RunAsync("unshare", ["-m", "/bin/sh", "-c", script, directory, registry.Host])).Succeeded();
        (await Command.RunAsync("rm", ["-rf", directory])).Succeeded();
        return built.Output.Trim();
    }
}
