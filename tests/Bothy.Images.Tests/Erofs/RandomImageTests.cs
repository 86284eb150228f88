using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Erofs;

/// <summary>Trees that nobody thought of, as the kernel sees them.</summary>
public sealed class RandomImageTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1" ? 100 : 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, Seeds)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Image_OfRandomLayers_IsWhatTheySay(int seed)
    {
        using var scratch = new Scratch();
        var random = new RandomLayers(seed);
        byte[][] layers = [random.Base(150, wide: 1000), random.Change(40), random.Change(40), random.Change(10)];

        using var image = await MountedImage.OfLayersAsync(scratch, "image", layers);

        await ImageComparison.ShouldHaveAsync(image.Root, random.Files);
        MountedImage.Write(scratch["again"], new(), layers);
        var (first, second) = (await File.ReadAllBytesAsync(image.File, Stop), await File.ReadAllBytesAsync(scratch["again"], Stop));
        first.AsSpan().SequenceEqual(second).ShouldBeTrue("other bytes");
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Image_OnAnother_IsWithThatWhatAllLayersSay(int seed)
    {
        using var scratch = new Scratch();
        var random = new RandomLayers(seed);
        byte[][] below = [random.Base(150, wide: 1000), random.Change(40)];
        byte[][] above = [random.Change(40), random.Change(10)];

        using var lower = await MountedImage.OfLayersAsync(scratch, "lower", below);
        using var image = await MountedImage.OnAsync(lower, "image", above);

        await ImageComparison.ShouldHaveAsync(image.Whole, random.Files, isWhole: false);
        new FileInfo(image.File).Length.ShouldBeLessThan(new FileInfo(lower.File).Length, "only what differs");
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Image_OfARandomLayer_IsWhatTarUnpacks(int seed)
    {
        using var scratch = new Scratch();
        var layer = new RandomLayers(seed, isPlain: true).Base(150, wide: 300);
        await File.WriteAllBytesAsync(scratch["layer.tar"], layer, Stop);
        Directory.CreateDirectory(scratch["reference"]);
        await Tool.RunAsync(
            "tar", ["-C", scratch["reference"], "--delay-directory-restore", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", scratch["layer.tar"]], null, Stop);

        using var image = await MountedImage.OfLayersAsync(scratch, "image", layer);

        await ImageComparison.ShouldBeAlikeAsync(image.Root, scratch["reference"]);
    }
}
