using Bothy.Devcontainers.Dockerfiles;
using CsCheck;

namespace Bothy.Devcontainers.Tests.Dockerfiles;

public sealed class DockerfileImagesTests
{
    private static readonly Dictionary<string, string> None = [];

    [Theory]
    [InlineData("FROM debian", "debian")]
    [InlineData("from  --platform=linux/amd64 debian:12 as base\nFROM base\nFROM scratch", "debian:12")]
    [InlineData("ARG V=bookworm\nFROM debian:${V}\nARG V=no\nFROM debian:$V", "debian:bookworm")]
    [InlineData("ARG V\nFROM debian:${V:-bookworm}", "debian:bookworm")]
    [InlineData("# syntax=docker/dockerfile:1\n\nFROM debian\nCOPY --from=busybox:1 /bin/sh /sh\nCOPY --from=0 /a /b", "debian busybox:1")]
    [InlineData("FROM debian\nRUN --mount=type=bind,from=alpine,target=/x ls", "debian alpine")]
    [InlineData("FROM \\\n# between\n  debian \\\n  AS x", "debian")]
    [InlineData("# escape=`\nFROM `\ndebian", "debian")]
    [InlineData("FROM debian\nRUN <<EOF\nFROM alpine\nEOF\nFROM busybox", "debian busybox")]
    [InlineData("FROM debian\nRUN echo 'FROM alpine'", "debian")]
    public void Find_Dockerfile_GivesTheImagesItBuildsOn(string dockerfile, string images) =>
        string.Join(' ', DockerfileImages.Find(dockerfile, None).Select(image => image.Name).Distinct()).ShouldBe(images);

    [Fact]
    public void Find_ArgumentOfTheBuild_WinsOverTheDefault() =>
        DockerfileImages.Find("ARG V=bookworm\nFROM debian:$V", new Dictionary<string, string> { ["V"] = "trixie", ["W"] = "x" })
            .ShouldBe([new DockerfileImage("debian:trixie", "debian:$V")]);

    [Fact]
    public void Find_ArbitraryText_Ends() => Gen.String[Gen.Char["FROMARGCOPYRUN \\\n\t#$<{}:-=`'\"EOF"], 0, 200].Sample(text => DockerfileImages.Find(text, None).Count <= 64);
}
