using Bothy.Images.Erofs;
using Bothy.Images.Layers;
using Bothy.Images.Mounting;
using Bothy.Images.Trees;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Erofs;

/// <summary>An image made of layers, checked with fsck.erofs(1) and mounted.</summary>
internal sealed class MountedImage : IDisposable
{
    private readonly Scratch scratch;
    private readonly string name;

    private MountedImage(Scratch scratch, string name)
    {
        this.scratch = scratch;
        this.name = name;
    }

    public string Root => scratch[name];

    /// <summary>Where it is mounted together with the image that it lies on.</summary>
    public string Whole => scratch[name + "-whole"];

    public string File => scratch[name + ".erofs"];

    public static async Task<MountedImage> OfLayersAsync(Scratch scratch, string name, params byte[][] layers)
    {
        var image = new MountedImage(scratch, name);
        Write(image.File, new UnpackLimits(), layers);
        await image.MountAsync();
        return image;
    }

    /// <summary>An image of which the test makes the tree itself.</summary>
    public static async Task<MountedImage> OfTreeAsync(Scratch scratch, string name, Action<ImageTree, ErofsWriter> make)
    {
        var image = new MountedImage(scratch, name);
        using (var writer = new ErofsWriter(image.File))
        {
            var tree = new ImageTree(new UnpackLimits().OfEntries());
            make(tree, writer);
            writer.Finish(tree, Guid.Empty, TestContext.Current.CancellationToken);
        }

        await image.MountAsync();
        return image;
    }

    /// <summary>An image of layers that lie on another one, mounted with it as one tree.</summary>
    public static async Task<MountedImage> OnAsync(MountedImage lower, string name, params byte[][] layers)
    {
        var image = new MountedImage(lower.scratch, name);
        Write(image.File, new UnpackLimits(), lower.Root, layers);
        await image.MountAsync();
        ImageMounts.EnsureStacked(image.Root, lower.Root, image.Whole);
        return image;
    }

    /// <summary>Writes an image without mounting it.</summary>
    public static void Write(string file, UnpackLimits limits, params byte[][] layers) => Write(file, limits, below: null, layers);

    /// <summary>Writes an image that lies on another one, without mounting it.</summary>
    public static void WriteOn(MountedImage lower, string file, UnpackLimits limits, params byte[][] layers) => Write(file, limits, lower.Root, layers);

    private static void Write(string file, UnpackLimits limits, string? below, params byte[][] layers)
    {
        var entries = limits.OfEntries();
        var tree = new ImageTree(entries, below);
        using var writer = new ErofsWriter(file);
        var applier = new LayerApplier(tree, writer, entries, new ByteBudget(limits.Bytes));
        foreach (var layer in layers)
        {
            applier.Apply(new MemoryStream(layer), TestContext.Current.CancellationToken);
        }

        writer.Finish(tree, ErofsIdentity.Of(["layers"]), TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        ImageMounts.Unmount(Whole);
        ImageMounts.Unmount(Root);
    }

    private async Task MountAsync()
    {
        Scratch.NeedRoot();
        Scratch.NeedTool("fsck.erofs");
        await Tool.RunAsync("fsck.erofs", [File], null, TestContext.Current.CancellationToken);
        ImageMounts.EnsureMounted(
            new Image { Digest = "", Config = new ImageConfig(), Source = "", CreatedAt = default, Size = 0, ErofsPath = File }, Root);
    }
}
