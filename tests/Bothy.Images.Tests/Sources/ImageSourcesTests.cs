using Bothy.Images.Content;
using Bothy.Images.Layers;
using Bothy.Images.References;
using Bothy.Images.Sources;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;

namespace Bothy.Images.Tests.Sources;

public sealed class ImageSourcesTests
{
    [Theory]
    [InlineData("debian", "stable")]
    [InlineData("debian:bookworm", "bookworm")]
    [InlineData("docker.io/library/debian:12-slim", "bookworm slim")]
    [InlineData("mcr.microsoft.com/devcontainers/base:bookworm", "bookworm full vscode")]
    [InlineData("mcr.microsoft.com/devcontainers/base:1-trixie", "trixie full vscode")]
    public void Find_BuiltIn_IsADebianOfThatRelease(string reference, string words)
    {
        var keys = Keys(Sources(), reference);

        keys.Count.ShouldBe(2);
        keys[0].ShouldStartWith("registry ");
        var key = keys[1];

        words.Split(' ').ShouldAllBe(word => key.Contains(word));
    }

    [Theory]
    [InlineData("node:20")]
    [InlineData("mcr.microsoft.com/devcontainers/base:ubuntu")]
    [InlineData("debian:jessie")]
    [InlineData("debian:bookworm@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("other.example/debian:bookworm")]
    [InlineData("team/debian:bookworm")]
    public void Find_Others_AreOfTheirRegistryAlone(string reference) =>
        Keys(Sources(), reference).ShouldHaveSingleItem().ShouldStartWith("registry ");

    [Fact]
    public void Find_RuleOfTheConfiguration_ComesFirst()
    {
        using var scratch = new Scratch();
        new LayoutBuilder(scratch["layout"]).Layer(new TarBuilder().ToArray()).Image("1");
        var sources = Sources(
            new ImageSourceRule { Match = "debian:12", Debian = new DebianRule { Suite = "trixie", User = "dev", Packages = ["make"] } },
            new ImageSourceRule { Match = "ghcr.io/team/*", Layout = scratch["layout"] + ":1" });

        Keys(sources, "debian:12").ShouldHaveSingleItem().ShouldContain("trixie full dev make,sudo");
        Keys(sources, "debian:bookworm")[1].ShouldContain("bookworm");
        Keys(sources, "ghcr.io/team/app:9").ShouldHaveSingleItem().ShouldStartWith("oci sha256:");
    }

    [Fact]
    public void Read_NoFile_IsTheDefault()
    {
        using var scratch = new Scratch();

        var configuration = ImageSourcesFile.Read(scratch["images.json"]);

        configuration.Sources.ShouldBeEmpty();
        new ImageSources(configuration, new UnpackLimits(), TimeProvider.System).DefaultImage.ShouldBe("mcr.microsoft.com/devcontainers/base:bookworm");
    }

    [Fact]
    public void Read_File_IsUnderstood()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["images.json"], """
            {
              // What most of us use.
              "defaultImage": "debian:trixie",
              "sources": [
                { "match": "debian:*", "debian": { "packages": ["git"], "user": "dev" } },
                { "match": "node:20", "layout": "/srv/images/node:20" },
              ]
            }
            """);

        var configuration = ImageSourcesFile.Read(scratch["images.json"]);

        configuration.DefaultImage.ShouldBe("debian:trixie");
        configuration.Sources[0].Debian!.Packages.ShouldBe(["git"]);
        configuration.Sources[1].Layout.ShouldBe("/srv/images/node:20");
    }

    [Theory]
    [InlineData("""{ "sources": [ """, "images.json")]
    [InlineData("""{ "source": [] }""", "source")]
    [InlineData("""{ "defaultImage": "Not An Image" }""", "$.defaultImage")]
    [InlineData("""{ "sources": [ null ] }""", "$.sources[0]")]
    [InlineData("""{ "sources": null }""", "sources")]
    [InlineData("""{ "sources": [ { "match": "a", "debian": { "packages": null } } ] }""", "packages")]
    [InlineData("""{ "sources": [ { "match": "", "layout": "/a" } ] }""", "$.sources[0].match")]
    [InlineData("""{ "sources": [ { "match": "a" } ] }""", "exactly one")]
    [InlineData("""{ "sources": [ { "match": "a", "layout": "relative" } ] }""", "absolute")]
    [InlineData("""{ "sources": [ { "match": "a", "debian": { "user": "a;b" } } ] }""", ".debian.user")]
    [InlineData("""{ "sources": [ { "match": "a", "debian": { "packages": ["ok", "--evil", null] } } ] }""", "--evil")]
    [InlineData("""{ "sources": [ { "match": "a", "debian": { "suite": "$(x)" } } ] }""", ".debian.suite")]
    public void Read_Wrong_SaysWhere(string text, string words)
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["images.json"], text);

        var exception = Should.Throw<ImageException>(() => ImageSourcesFile.Read(scratch["images.json"]));

        exception.Problem.ShouldBe(ImageProblem.Configuration);
        exception.Message.ShouldContain(words);
        exception.Message.ShouldContain(scratch["images.json"]);
    }

    private static ImageSources Sources(params ImageSourceRule[] rules) =>
        new(new ImageSourcesConfiguration { Sources = rules }, new UnpackLimits(), TimeProvider.System);

    private static List<string> Keys(ImageSources sources, string reference) =>
        [.. sources.Find(ImageReference.Parse(reference), new ContentStore("/nonexistent", TimeProvider.System)).Select(source => source.Key)];
}
