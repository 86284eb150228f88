using Bothy.Images.Layers;
using Bothy.Images.Tests.Layers;

namespace Bothy.Images.Tests.Erofs;

/// <summary>Images that lie on another one.</summary>
public sealed class StackedImageTests : IDisposable
{
    private readonly Scratch scratch = new();

    [Fact]
    public async Task HardLink_ToAFileBelowThatTheLayerRemoves_KeepsTheContent()
    {
        using var lower = await MountedImage.OfLayersAsync(scratch, "lower", new TarBuilder().Directory("d").File("d/old", "content", mode: 0x1A0).File("kept", "k").ToArray());

        // Removals concern what is below: a link to it does not make it the layer's own.
        using var image = await MountedImage.OnAsync(lower, "image", new TarBuilder().HardLink("new", "d/old").File("d/.wh.old").HardLink("also", "kept").ToArray());

        File.Exists(Path.Combine(image.Whole, "d/old")).ShouldBeFalse();
        File.ReadAllText(Path.Combine(image.Whole, "new")).ShouldBe("content");
        File.GetUnixFileMode(Path.Combine(image.Whole, "new")).ShouldBe((UnixFileMode)0x1A0);
        File.ReadAllText(Path.Combine(image.Whole, "kept")).ShouldBe("k");
        File.ReadAllText(Path.Combine(image.Whole, "also")).ShouldBe("k");
    }

    [Fact]
    public async Task Layers_OnAWideImage_PayForWhatTheyLookInto()
    {
        var wide = new TarBuilder();
        for (var i = 0; i < 500; i++)
        {
            wide.File($"wide/{i}", "");
        }

        using var lower = await MountedImage.OfLayersAsync(scratch, "lower", wide.ToArray());
        var limits = new UnpackLimits { Entries = 400 };

        MountedImage.WriteOn(lower, scratch["beside"], limits, new TarBuilder().File("other/file", "x").ToArray());
        Should.Throw<ImageException>(() => MountedImage.WriteOn(lower, scratch["inside"], limits, new TarBuilder().File("wide/file", "x").ToArray()))
            .Problem.ShouldBe(ImageProblem.TooLarge);
    }

    [Fact]
    public async Task HardLinks_ToLargeFilesBelow_PayForTheCopies()
    {
        using var lower = await MountedImage.OfLayersAsync(scratch, "lower", new TarBuilder().File("large", new string('x', 100_000)).ToArray());
        var limits = new UnpackLimits { Bytes = 50_000 };

        Should.Throw<ImageException>(() => MountedImage.WriteOn(lower, scratch["copy"], limits, new TarBuilder().HardLink("again", "large").ToArray()))
            .Problem.ShouldBe(ImageProblem.TooLarge);
    }

    public void Dispose() => scratch.Dispose();
}
