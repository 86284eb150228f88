using Bothy.Devcontainers.Model;
using Bothy.Images.Layers;
using Bothy.Images.References;
using Bothy.Runner.Builds;

namespace Bothy.Runner.Tests.Builds;

public sealed class BuildScriptTests
{
    private static readonly DockerfileBuild Build = new() { Dockerfile = "docker/Dockerfile", Context = "docker" };

    [Fact]
    public void Arguments_ImageByDigest_IsReplacedByWhatWasHandedIn()
    {
        var image = new BaseImages.BaseImage("example.org/app:sha256-12", new LowerImage("sha256:34", "/images/34"), ["$APP@sha256:12", "example.org/app@sha256:12"]);

        var words = BuildScript.Arguments(Build, [image], null, []);

        string.Join(' ', words.Skip(8)).ShouldBe(
            $"{image.Image.DiffId["sha256:".Length..]} --storage-opt overlay.imagestore=/run/bothy/bases/0 --pull-never --build-context $APP@sha256:12=container-image://example.org/app:sha256-12 "
            + "--build-context example.org/app@sha256:12=container-image://example.org/app:sha256-12");
    }

    [Fact]
    public void Arguments_StepsOfEarlierBuilds_ComeThroughTheRelay()
    {
        var relayed = new RelayedBuild("127.0.0.1:4000", [(RegistryReference)ImageReference.Parse("debian:12"), (RegistryReference)ImageReference.Parse("ghcr.io/team/app@sha256:" + new string('a', 64))]);

        BuildScript.Arguments(Build, [], relayed, []).Skip(8).ShouldBe(["", "--registries-conf /tmp/registries.conf --registries-conf-dir /nonexistent", "--pull=false", "--cache-from", "127.0.0.1:4000/steps"]);
        BuildScript.Arguments(Build with { Pull = true }, [], relayed, []).ShouldContain("--pull");
        relayed.Registries().ShouldContain("prefix = \"docker.io/library/debian\"\nlocation = \"127.0.0.1:4000/base0\"\ninsecure = true");
        relayed.Registries().ShouldContain("prefix = \"ghcr.io/team/app\"\nlocation = \"127.0.0.1:4000/base1\"\ninsecure = true");
    }

    [Fact]
    public void Arguments_Options_AreWordsOfTheirOwn()
    {
        var build = Build with
        {
            Target = "dev; rm", NoCache = true, HasNetwork = false, Labels = ["a=b c"], Hosts = ["db:192.0.2.1"], ProcessLimits = ["nofile=64"],
            Arguments = new Dictionary<string, string> { ["V"] = "$(id)" },
        };

        var words = BuildScript.Arguments(build, [], null, ["known"]);

        words.Skip(4).ShouldBe(
        [
            "/run/bothy/repository/docker/Dockerfile", "/run/bothy/repository/docker", "unshare --net", "known", "", "", "--pull-never", "--target", "dev; rm", "--no-cache",
            "--build-arg", "V=$(id)", "--label", "a=b c", "--add-host", "db:192.0.2.1", "--ulimit", "nofile=64",
        ]);
    }
}
