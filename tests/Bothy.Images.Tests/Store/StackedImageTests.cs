using Bothy.Images.Layers;
using Bothy.Images.Mounting;
using Bothy.Images.Sources;
using Bothy.Images.Store;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;

namespace Bothy.Images.Tests.Store;

/// <summary>Images that were built on images of this host, whose layers nobody has as files.</summary>
public sealed class StackedImageTests
{
    private static readonly IProgress<ImageProgress> Silent = new Progress<ImageProgress>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnsureBuilt_LowestLayerStandsForAnImage_LiesOnIt()
    {
        using var fixture = new StoreFixture();
        var lower = await LowerAsync(fixture);
        var above = new TarBuilder().Directory("etc").File("etc/.wh.old").File("etc/new", "new").HardLink("linked", "etc/kept").ToArray();

        var image = await BuildAsync(fixture, lower, lower.DiffId, above);

        image.Lower.ShouldBe(lower.Digest);
        var (upper, whole) = (fixture.Scratch["upper"], fixture.Scratch["whole"]);
        try
        {
            ImageMounts.EnsureMounted(image, upper);
            ImageMounts.EnsureStacked(upper, lower.MountedAt, whole);
            Directory.EnumerateFiles(Path.Combine(whole, "etc")).Select(Path.GetFileName).Order().ShouldBe(["kept", "new"]);
            File.ReadAllText(Path.Combine(whole, "linked")).ShouldBe("kept");
            File.GetUnixFileMode(Path.Combine(whole, "linked")).ShouldBe((UnixFileMode)0x9ED);
        }
        finally
        {
            ImageMounts.Unmount(whole);
            ImageMounts.Unmount(upper);
        }
    }

    [Fact]
    public async Task EnsureBuilt_LayerOfAnImageThatItWasNotGiven_IsRefused()
    {
        using var fixture = new StoreFixture();
        var lower = await LowerAsync(fixture);
        var other = new LowerImage("sha256:" + new string('a', 64), lower.MountedAt);

        var exception = await Should.ThrowAsync<ImageException>(() => BuildAsync(fixture, lower, other.DiffId, new TarBuilder().File("x").ToArray()));

        exception.Problem.ShouldBe(ImageProblem.Corrupt);
    }

    [Fact]
    public async Task TryGet_WhatItLiesOnIsGone_IsNothing()
    {
        using var fixture = new StoreFixture();
        var lower = await LowerAsync(fixture);
        var image = await BuildAsync(fixture, lower, lower.DiffId, new TarBuilder().File("x").ToArray());
        fixture.Images.TryGet(image.Digest).ShouldNotBeNull();

        fixture.Images.Remove(lower.Digest);

        fixture.Images.TryGet(image.Digest).ShouldBeNull();
    }

    [Fact]
    public async Task Collect_WhatOthersLieOn_StaysAsLongAsThey()
    {
        using var fixture = new StoreFixture();
        var lower = await LowerAsync(fixture);
        var image = await BuildAsync(fixture, lower, lower.DiffId, new TarBuilder().File("x").ToArray());
        var sources = new ImageSources(new ImageSourcesConfiguration { Collection = new CollectionSettings { UnusedDays = 1 } }, new UnpackLimits(), TimeProvider.System);
        var store = new ImageStore(fixture.Scratch["images"], sources, new InAMonth());

        store.Collect(new HashSet<string> { image.Digest }, _ => { });
        store.TryGet(image.Digest).ShouldNotBeNull();
        store.Collect(new HashSet<string>(), _ => { });
        store.TryGet(lower.Digest).ShouldNotBeNull("the next time");
        store.Collect(new HashSet<string>(), _ => { });

        store.List().ShouldBeEmpty();
    }

    private static async Task<LowerImage> LowerAsync(StoreFixture fixture)
    {
        new LayoutBuilder(fixture.Layout)
            .Layer(new TarBuilder().Directory("etc").File("etc/old", "old").File("etc/kept", "kept", mode: 0x9ED).ToArray()).Image("latest");
        var image = await fixture.EnsureAsync($"oci:{fixture.Layout}");
        return new LowerImage(image.Digest, fixture.Mount(image));
    }

    /// <summary>Takes in a layout as a build leaves it: the lowest layer is an empty file with another's name.</summary>
    private static Task<Image> BuildAsync(StoreFixture fixture, LowerImage lower, string lowest, byte[] above)
    {
        var layout = fixture.Scratch["built"];
        new LayoutBuilder(layout).Standing(lowest).Layer(above).Image("image");
        return fixture.Images.EnsureBuiltAsync("built", $"oci:{layout}:image", [lower], Silent, Stop);
    }

    private sealed class InAMonth : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddDays(30);
    }
}
