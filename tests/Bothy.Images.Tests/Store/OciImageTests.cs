using System.Diagnostics;
using Bothy.Images.Layers;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;
using Bothy.Linux.Mounts;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Store;

/// <summary>From OCI layouts to mounted images.</summary>
public sealed class OciImageTests
{
    private static readonly byte[] Base = new TarBuilder().Directory("etc").File("etc/name", "base").File("implied/deep/file").File("gone", "x").ToArray();
    private static readonly byte[] Top = new TarBuilder().File("etc/name", "top", mode: 0x9ED, owner: 1000).File(".wh.gone").ToArray();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("none")]
    public async Task Ensure_Layout_IsConvertedAndMounted(string compression)
    {
        using var fixture = new StoreFixture();
        var digest = new LayoutBuilder(fixture.Layout).Layer(Base, compression).Layer(Top, compression).Image("1.0");

        var image = await fixture.EnsureAsync($"oci:{fixture.Layout}:1.0");

        image.Digest.ShouldBe(digest);
        image.Config.Env.ShouldBe(["A=1"]);
        image.Config.Cmd.ShouldBe(["sh"]);
        image.Config.Entrypoint.ShouldBeEmpty();
        image.Config.User.ShouldBe("1000:1000");
        image.Config.WorkingDirectory.ShouldBe("/srv");
        image.Config.Labels["a"].ShouldBe("b");
        image.Source.ShouldContain(fixture.Layout);
        var root = fixture.Mount(image);
        fixture.Mount(image);
        File.ReadAllText(Path.Combine(root, "etc/name")).ShouldBe("top");
        File.Exists(Path.Combine(root, "gone")).ShouldBeFalse();
        (await Tool.RunAsync("stat", ["-c", "%a %u %Y", Path.Combine(root, "etc/name")], null, Stop)).Trim().ShouldBe("4755 1000 1000000000");
        var mounted = MountTable.Read().Single(entry => entry.Target == root);
        mounted.Type.ShouldBe("erofs");
        mounted.Options.Split(',').ShouldBeSubsetOf(["ro", "nosuid", "nodev", "relatime"]);
        fixture.Stored().ShouldBe([$"{digest.Replace(':', '-')}.erofs", $"{digest.Replace(':', '-')}.json"]);
    }

    [Fact]
    public async Task Ensure_Again_IsQuickAndMakesNothing()
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(Base).Image(null);
        var reference = $"oci:{fixture.Layout}";
        fixture.Images.TryGetCached(reference).ShouldBeNull();
        var first = await fixture.EnsureAsync(reference);
        fixture.Steps.Clear();

        var second = await fixture.EnsureAsync(reference);
        var times = Enumerable.Range(0, 20).Select(_ => Time(() => fixture.Images.TryGetCached(reference)!.Digest.ShouldBe(first.Digest))).Order().ToList();

        second.ShouldBeEquivalentTo(first);
        fixture.Steps.ShouldBeEmpty();
        fixture.Images.TryGet(first.Digest)!.ErofsPath.ShouldBe(first.ErofsPath);
        fixture.Images.List().Select(image => image.Digest).ShouldBe([first.Digest]);
        times[0].ShouldBeLessThan(5, "milliseconds");
    }

    [Fact]
    public async Task Ensure_SameTree_GivesTheSameBytes()
    {
        using var one = new StoreFixture();
        using var other = new StoreFixture();
        new LayoutBuilder(one.Layout).Layer(Base).Layer(Top).Image("a");
        new LayoutBuilder(other.Layout).Layer(Base).Layer(Top).Image("b");

        var first = await one.EnsureAsync($"oci:{one.Layout}");
        var second = await other.EnsureAsync($"oci:{other.Layout}");

        LayoutBuilder.DigestOf(await File.ReadAllBytesAsync(first.ErofsPath, Stop))
            .ShouldBe(LayoutBuilder.DigestOf(await File.ReadAllBytesAsync(second.ErofsPath, Stop)));
    }

    [Fact]
    public async Task Ensure_RetaggedLayout_GivesTheNewImage()
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(Base).Image("latest");
        var first = await fixture.EnsureAsync($"oci:{fixture.Layout}:latest");
        new LayoutBuilder(fixture.Layout).Layer(Base).Layer(Top).Image("latest");

        var second = await fixture.EnsureAsync($"oci:{fixture.Layout}:latest");

        second.Digest.ShouldNotBe(first.Digest);
        fixture.Images.List().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ensure_LayoutGone_StillServesWhatWasMadeOfIt()
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(Base).Image("latest");
        var first = await fixture.EnsureAsync($"oci:{fixture.Layout}:latest");
        Directory.Delete(fixture.Layout, recursive: true);

        (await fixture.EnsureAsync($"oci:{fixture.Layout}:latest")).Digest.ShouldBe(first.Digest);
    }

    [Fact]
    public async Task Ensure_SeveralPlatforms_TakesTheHosts()
    {
        using var fixture = new StoreFixture();
        var builder = new LayoutBuilder(fixture.Layout);
        builder.Layer(Base).Image("multi", platform: "riscv64");
        var right = builder.Layer(Top).Image("multi", platform: builder.Architecture);

        (await fixture.EnsureAsync($"oci:{fixture.Layout}")).Digest.ShouldBe(right);
    }

    [Fact]
    public async Task Ensure_IndexInIndex_IsFollowed()
    {
        using var fixture = new StoreFixture();
        var inner = new LayoutBuilder(fixture.Scratch["layout"]);
        var right = inner.Layer(Base).Image(null, platform: inner.Architecture);
        var index = inner.Descriptor("application/vnd.oci.image.index.v1+json", inner.IndexDocument());
        var outer = new LayoutBuilder(fixture.Layout);
        outer.Index("nested", index);

        (await fixture.EnsureAsync($"oci:{fixture.Layout}:nested")).Digest.ShouldBe(right);
    }

    [Fact]
    public async Task Remove_Image_IsMadeAnewByTheNext()
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(Base).Image("latest");
        var image = await fixture.EnsureAsync($"oci:{fixture.Layout}");

        fixture.Images.Remove(image.Digest).ShouldBeTrue();

        fixture.Images.Remove(image.Digest).ShouldBeFalse();
        fixture.Stored().ShouldBeEmpty();
        fixture.Images.TryGetCached($"oci:{fixture.Layout}").ShouldBeNull();
        (await fixture.EnsureAsync($"oci:{fixture.Layout}")).Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Ensure_ManyAtOnce_MakesItOnce()
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(Base).Image("latest");

        var images = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => fixture.EnsureAsync($"oci:{fixture.Layout}"), Stop)));

        images.Select(image => image.Digest).Distinct().Count().ShouldBe(1);
        fixture.Steps.Count(step => step.Text.StartsWith("Unpacking")).ShouldBe(1);
        fixture.Steps.Last().Percent.ShouldBe(100);
    }

    [Theory]
    [InlineData("skopeo")]
    [InlineData("umoci")]
    public async Task Ensure_LayoutOfATool_IsUnderstood(string tool)
    {
        Scratch.NeedTool("umoci");
        Scratch.NeedTool(tool);
        using var fixture = new StoreFixture();
        await Tool.RunAsync("umoci", ["init", "--layout", fixture.Layout], null, Stop);
        await Tool.RunAsync("umoci", ["new", "--image", $"{fixture.Layout}:app"], null, Stop);
        var bundle = fixture.Scratch["bundle"];
        await Tool.RunAsync("umoci", ["unpack", "--image", $"{fixture.Layout}:app", bundle], null, Stop);
        await File.WriteAllTextAsync(Path.Combine(bundle, "rootfs", "hello"), "from a tool", Stop);
        await Tool.RunAsync("umoci", ["repack", "--image", $"{fixture.Layout}:app", bundle], null, Stop);
        var layout = fixture.Layout;
        if (tool == "skopeo")
        {
            layout = fixture.Scratch["copied"];
            await Tool.RunAsync("skopeo", ["copy", "--insecure-policy", "--dest-compress-format", "zstd", $"oci:{fixture.Layout}:app", $"oci:{layout}:app"], null, Stop);
        }

        var image = await fixture.EnsureAsync($"oci:{layout}:app");

        (await File.ReadAllTextAsync(Path.Combine(fixture.Mount(image), "hello"), Stop)).ShouldBe("from a tool");
    }

    public static TheoryData<string, ImageProblem, string> Broken => new()
    {
        { "no-directory", ImageProblem.Unknown, "not an OCI layout" },
        { "no-tag", ImageProblem.Unknown, "It has: latest" },
        { "empty-index", ImageProblem.Unknown, "no images" },
        { "ambiguous", ImageProblem.Unknown, "say which" },
        { "index-not-json", ImageProblem.Corrupt, "index.json" },
        { "index-null-entry", ImageProblem.Corrupt, "lists no manifests" },
        { "bad-digest-name", ImageProblem.Corrupt, "not a digest" },
        { "digest-escapes", ImageProblem.Corrupt, "not a digest" },
        { "blob-missing", ImageProblem.Corrupt, "missing" },
        { "manifest-changed", ImageProblem.Corrupt, "other content" },
        { "layer-changed", ImageProblem.Corrupt, "" },
        { "layer-shorter", ImageProblem.Corrupt, "bytes long" },
        { "diff-id-wrong", ImageProblem.Corrupt, "other content" },
        { "layer-hostile", ImageProblem.Corrupt, "climbs" },
        { "layer-count", ImageProblem.Corrupt, "2 layers" },
        { "layer-is-a-pipe", ImageProblem.Corrupt, "regular file" },
        { "wrong-architecture", ImageProblem.WrongPlatform, "this host runs" },
        { "wrong-platform", ImageProblem.WrongPlatform, "not for" },
        { "self-nested", ImageProblem.Corrupt, "" },
        { "bomb", ImageProblem.TooLarge, "limit" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Ensure_BrokenLayout_SaysWhatAndLeavesNothing(string name, ImageProblem problem, string words)
    {
        using var fixture = new StoreFixture(limits: new UnpackLimits { Bytes = 1 << 20 });
        BrokenLayouts.Make(name, fixture.Layout, Base, Top);

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"oci:{fixture.Layout}{(name == "no-tag" ? ":other" : "")}"));

        exception.Problem.ShouldBe(problem, exception.Message);
        exception.Message.ShouldContain(words);
        fixture.Stored().ShouldBeEmpty();
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
