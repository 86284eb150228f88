using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>Environments whose image is built from a Dockerfile of the repository.</summary>
public sealed class BuildTests(SharedInstallation shared) : IDisposable
{
    private const string Base = "mcr.microsoft.com/devcontainers/base:bookworm";

    private readonly Repositories repositories = new();

    public void Dispose() => repositories.Dispose();

    [Fact]
    public async Task Up_Dockerfile_IsBuiltOnceAndStays()
    {
        var bothy = shared.Get();
        var before = await HostState.ReadAsync();
        var repository = await repositories.BareAsync("built", new Dictionary<string, string>
        {
            [".devcontainer/devcontainer.json"] =
                """{ "build": { "dockerfile": "Dockerfile", "context": "..", "args": { "GREETING": "hello" }, "target": "dev" }, "onCreateCommand": "cat /made > /tmp/seen" }""",
            [".devcontainer/Dockerfile"] =
                $"""
                ARG TAG=bookworm
                FROM {Base[..Base.LastIndexOf(':')]}:$TAG AS tools
                ARG GREETING
                RUN echo $GREETING from $(id -un) > /made && chmod 4755 /made
                FROM tools AS dev
                COPY . /copied/
                ENV BUILT=yes
                FROM scratch AS never
                """,
            [".dockerignore"] = "secret\n.git\n",
            ["file"] = "content\n",
            ["secret"] = "secret\n",
        });

        (await bothy.RunAsync("up", "file://" + repository, "--name", "built")).Succeeded();

        (await bothy.ShellAsync("built", "cat /tmp/seen /copied/file; echo $BUILT; stat -c %a /made; id -un; ls /copied")).ShouldBe("hello from root\ncontent\nyes\n4755\nvscode\nfile");
        var log = (await bothy.RunAsync("logs", "built")).Succeeded().Output;
        log.ShouldContain("STEP");
        log.ShouldContain("FROM " + Base);
        log.ShouldNotContain(bothy.Data, Case.Sensitive, "nobody asks where a build leaves things");
        var digest = (string)(await bothy.GetAsync("built"))["status"]!["machine"]!["imageDigest"]!;

        // The same again: the layers are there, and so is the image.
        (await bothy.RunAsync("up", "file://" + repository, "--name", "again")).Succeeded();
        ((string)(await bothy.GetAsync("again"))["status"]!["machine"]!["imageDigest"]!).ShouldBe(digest);
        (await bothy.RunAsync("logs", "again")).Output.ShouldContain("nothing changed");
        (await bothy.RunAsync("restart", "again")).Succeeded();
        (await bothy.ShellAsync("again", "cat /made")).ShouldBe("hello from root");
        (await bothy.RunAsync("delete", "built", "again", "--yes")).Succeeded();
        await Leaks.ShouldBeNoneAsync(before);
    }

    [Fact]
    public async Task Up_HostileDockerfile_FindsNothingOfTheHost()
    {
        var bothy = shared.Get();
        var mark = $"/var/tmp/bothy-host-mark-{Environment.ProcessId}";
        await File.WriteAllTextAsync(mark, "secret of the host", TestContext.Current.CancellationToken);
        var repository = await repositories.BareAsync("hostile", new Dictionary<string, string>
        {
            [".devcontainer.json"] = """{ "build": { "dockerfile": "Dockerfile" } }""",
            ["Dockerfile"] =
                $"""
                FROM {Base}
                COPY . /context
                RUN cat {mark} /proc/1/root{mark} /context/out > /found 2>&1 || true
                RUN ls /run/bothy > /bothy 2>&1; mount --bind / /mnt 2>/dev/null; echo 1 > /proc/sys/kernel/sysrq 2>/dev/null; ps -e | wc -l > /processes; true
                RUN (echo > /dev/tcp/127.0.0.1/22) 2>/dev/null && echo open > /ssh || true
                """,
        });
        var work = repository[..^4];
        File.CreateSymbolicLink(Path.Combine(work, "out"), mark);
        (await Command.RunAsync("git", ["-C", work, "add", "out"])).Succeeded();
        (await Command.RunAsync("git", ["-C", work, "-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-qm", "out"])).Succeeded();
        (await Command.RunAsync("git", ["-C", work, "push", "-q", repository, "main"])).Succeeded();

        (await bothy.RunAsync("up", "file://" + repository, "--name", "hostile")).Succeeded();

        (await bothy.ShellAsync("hostile", "grep -c 'secret of' /found || true")).ShouldBe("0");
        (await bothy.ShellAsync("hostile", "[ $(cat /processes) -lt 40 ] && echo few; ls /ssh 2>/dev/null || true")).ShouldBe("few");
        (await bothy.RunAsync("delete", "hostile", "--yes")).Succeeded();
        File.Delete(mark);
    }

    [Theory]
    [InlineData("FROM " + Base + "\nRUN echo going; exit 3", "failed with exit code")]
    [InlineData("FROM no.such.registry.invalid/image:1", "no.such.registry.invalid")]
    public async Task Up_DockerfileThatCannotBeBuilt_SaysWhy(string dockerfile, string message)
    {
        var bothy = shared.Get();
        var repository = await repositories.BareAsync("broken", new Dictionary<string, string>
        {
            [".devcontainer.json"] = """{ "dockerFile": "Dockerfile" }""",
            ["Dockerfile"] = dockerfile,
        });

        var up = await bothy.RunAsync("up", "file://" + repository, "--name", "broken");

        up.Code.ShouldBe(1);
        up.Errors.ShouldContain(message);
        (await bothy.RunAsync("delete", "broken", "--yes")).Succeeded();
    }
}
