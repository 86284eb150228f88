using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;
using Bothy.Images.Tests.Store;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Archives;

/// <summary>Archives as docker save writes them.</summary>
public sealed class DockerArchiveTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_Archive_IsConvertedAndServesWhenItIsGone()
    {
        using var fixture = new StoreFixture();
        var archive = await SaveAsync(fixture, "words", "team/app:1");

        var image = await fixture.EnsureAsync($"docker-archive:{archive}");

        File.ReadAllText(Path.Combine(fixture.Mount(image), "file")).ShouldBe("words");
        image.Config.Env.ShouldBe(["A=1"]);
        image.Source.ShouldContain(archive);
        (await fixture.EnsureAsync($"docker-archive:{archive}:team/app:1")).Digest.ShouldBe(image.Digest);
        File.Delete(archive);
        (await fixture.EnsureAsync($"docker-archive:{archive}")).Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Ensure_NameThatIsNotInIt_SaysWhatIs()
    {
        using var fixture = new StoreFixture();
        var archive = await SaveAsync(fixture, "words", "team/app:1");

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"docker-archive:{archive}:other:1"));

        exception.Problem.ShouldBe(ImageProblem.Unknown);
        exception.Message.ShouldContain("team/app:1");
    }

    [Theory]
    [InlineData("none", ImageProblem.Unknown, "docker save")]
    [InlineData("empty", ImageProblem.Corrupt, "manifest.json")]
    [InlineData("compressed", ImageProblem.Corrupt, "decompress it first")]
    [InlineData("no-layer", ImageProblem.Corrupt, "it has no file")]
    [InlineData("layer-other", ImageProblem.Corrupt, "other content")]
    [InlineData("link-loop", ImageProblem.Corrupt, "it has no file")]
    public async Task Ensure_BrokenArchive_SaysWhatAndLeavesNothing(string name, ImageProblem problem, string words)
    {
        using var fixture = new StoreFixture();
        var archive = fixture.Scratch["archive.tar"];
        var layer = new TarBuilder().File("file", "words").ToArray();
        var config = $$"""{"architecture":"{{new LayoutBuilder(fixture.Layout).Architecture}}","os":"linux","rootfs":{"diff_ids":["{{LayoutBuilder.DigestOf(layer)}}"]} }""";
        var builder = new TarBuilder();
        if (name != "empty")
        {
            builder.File("manifest.json", """[{"Config":"config.json","RepoTags":null,"Layers":["layer.tar"]}]""").File("config.json", config);
        }

        builder = name switch
        {
            "layer-other" => builder.Entry('0', "layer.tar", content: new TarBuilder().File("file", "other").ToArray()),
            "link-loop" => builder.Link("layer.tar", "./other.tar").Link("other.tar", "layer.tar"),
            _ => builder,
        };
        if (name != "none")
        {
            await File.WriteAllBytesAsync(archive, builder.ToArray(), Stop);
        }

        if (name == "compressed")
        {
            await Tool.RunAsync("gzip", [archive], null, Stop);
            File.Move(archive + ".gz", archive);
        }

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"docker-archive:{archive}"));

        exception.Problem.ShouldBe(problem, exception.Message);
        exception.Message.ShouldContain(words);
        fixture.Stored().ShouldBeEmpty();
    }

    private static async Task<string> SaveAsync(StoreFixture fixture, string words, string name)
    {
        Scratch.NeedTool("skopeo");
        new LayoutBuilder(fixture.Layout).Layer(new TarBuilder().File("file", words).ToArray()).Image("latest");
        var archive = fixture.Scratch["saved.tar"];
        await Tool.RunAsync("skopeo", ["copy", "--insecure-policy", "--quiet", $"oci:{fixture.Layout}:latest", $"docker-archive:{archive}:{name}"], null, Stop);
        return archive;
    }
}
