using System.Security.Cryptography;
using Bothy.Images.Erofs;
using Bothy.Images.Layers;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Trees;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Erofs;

/// <summary>What the writer makes of files, as the kernel sees it.</summary>
public sealed class ErofsWriterTests : IDisposable
{
    private const int Chunk = 128 * 1024;
    private static readonly EntryMetadata Metadata = new(0x1A4, 1, 2, 3, 4);
    private readonly Scratch scratch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SpecialType.Pipe, 0x1000, 0u, 0u)]
    [InlineData(SpecialType.Socket, 0xC000, 0u, 0u)]
    [InlineData(SpecialType.CharacterDevice, 0x2000, 1u, 3u)]
    [InlineData(SpecialType.BlockDevice, 0x6000, 4095u, 1048575u)]
    internal async Task Special_File_HasItsTypeAndNumber(SpecialType type, int kind, uint major, uint minor)
    {
        using var image = await MountedImage.OfTreeAsync(scratch, "image", (tree, _) => tree.Add("special", new SpecialNode(Metadata, type, major, minor)));

        var state = FileState.Of(Path.Combine(image.Root, "special"));

        (state.Kind, state.Major, state.Minor, state.Size).ShouldBe((kind | 0x1A4, major, minor, 0));
        (state.User, state.Group, state.Seconds, state.Nanoseconds, state.Names).ShouldBe((1u, 2u, 3L, 4u, 1u));
    }

    [Fact]
    public async Task Image_WithoutFiles_IsAnEmptyDirectory()
    {
        using var image = await MountedImage.OfTreeAsync(scratch, "image", (_, _) => { });

        Directory.EnumerateFileSystemEntries(image.Root).ShouldBeEmpty();
        FileState.Of(image.Root).Names.ShouldBe(2u);
    }

    [Fact]
    public async Task Root_WithManyAttributes_HasThem()
    {
        var values = Enumerable.Range(0, 3).Select(i => KeyValuePair.Create($"user.{i}", RandomNumberGenerator.GetBytes(30_000))).ToList();
        using var image = await MountedImage.OfTreeAsync(scratch, "image", (tree, writer) =>
        {
            tree.MakeDirectory("", Metadata, EntryAttributes.Of(values));
            tree.Add("file", writer.WriteFile(Metadata, EntryAttributes.None, 5, new MemoryStream("words"u8.ToArray()), Stop));
        });

        FileState.Of(image.Root).Attributes.ShouldBe(values.Select(value => KeyValuePair.Create(value.Key, Convert.ToHexString(value.Value))), ignoreOrder: true);
        File.ReadAllText(Path.Combine(image.Root, "file")).ShouldBe("words");
    }

    [Fact]
    public async Task Directory_OfManyFiles_FindsEach()
    {
        var tar = new TarBuilder().Directory("d");
        for (var i = 0; i < 5000; i++)
        {
            tar.File($"d/{i}-{new string('n', i % 90)}", $"{i}");
        }

        // Before and after the names of itself and its parent.
        tar.File("d/!", "first").File("d/-", "before").File("d/...", "after");
        using var image = await MountedImage.OfLayersAsync(scratch, "image", tar.ToArray());

        Directory.EnumerateFiles(Path.Combine(image.Root, "d")).Count().ShouldBe(5003);
        for (var i = 0; i < 5000; i++)
        {
            (await File.ReadAllTextAsync(Path.Combine(image.Root, $"d/{i}-{new string('n', i % 90)}"), Stop)).ShouldBe($"{i}");
        }

        File.ReadAllText(Path.Combine(image.Root, "d/-")).ShouldBe("before");
        File.ReadAllText(Path.Combine(image.Root, "d/...")).ShouldBe("after");
        File.Exists(Path.Combine(image.Root, "d/absent")).ShouldBeFalse();
    }

    [Fact]
    public async Task Directories_DeeperThanAPath_AreReached()
    {
        // Links take a layer further down than a path can.
        var name = new string('d', 200);
        var tar = new TarBuilder();
        for (var i = 0; i < 30; i++)
        {
            var above = string.Concat(Enumerable.Repeat($"{name}/", i % 15));
            tar.Pax(("path", System.Text.Encoding.ASCII.GetBytes((i < 15 ? "" : "link/") + above + name))).Directory("x");
            if (i == 14)
            {
                tar.Pax(("linkpath", System.Text.Encoding.ASCII.GetBytes(above + name))).Link("link", "x");
            }
        }

        using var image = await MountedImage.OfLayersAsync(scratch, "image", tar.ToArray());

        (await Tool.RunAsync("find", [image.Root, "-type", "d", "-name", "ddd*", "-printf", "%d\n"], null, Stop))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Max(int.Parse).ShouldBe(30);
    }

    [Fact]
    public void Image_ReplacedFiles_TakeNoSpace()
    {
        var large = new string('x', 4 << 20);
        var small = new TarBuilder();
        for (var i = 0; i < 2000; i++)
        {
            small.File($"small/{i}", new string('s', 1000));
        }

        MountedImage.Write(scratch["one"], new UnpackLimits(), new TarBuilder().File("f", "new").ToArray());
        MountedImage.Write(
            scratch["three"], new UnpackLimits(), new TarBuilder().File("f", large).ToArray(), small.ToArray(), new TarBuilder().File("f", "new").File(".wh.small").ToArray());

        Allocated("three").ShouldBeLessThanOrEqualTo(Allocated("one") + (64 << 10));
        new FileInfo(scratch["three"]).Length.ShouldBeGreaterThan(6 << 20);
        File.ReadAllBytes(scratch["three"]).AsSpan().IndexOf("xxxx"u8).ShouldBe(-1);
        File.ReadAllBytes(scratch["three"]).AsSpan().IndexOf("ssss"u8).ShouldBe(-1);
    }

    [Fact]
    public void Image_Zeros_TakeNoSpace()
    {
        MountedImage.Write(scratch["zeros"], new UnpackLimits(), new TarBuilder().File("f", new string('\0', 8 << 20)).ToArray());

        Allocated("zeros").ShouldBeLessThan(64 << 10);
    }

    [Fact]
    public void Layer_OnAnotherBase_GivesTheSameChunks()
    {
        var layer = new TarBuilder();
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var content = new byte[random.Next(8000)];
            random.NextBytes(content);
            layer.Entry('0', $"usr/{i}", content: content);
        }

        MountedImage.Write(scratch["one"], new UnpackLimits(), new TarBuilder().File("base", "small").ToArray(), layer.ToArray());
        MountedImage.Write(scratch["other"], new UnpackLimits(), new TarBuilder().File("base", new string('b', 300_000)).File("more").ToArray(), layer.ToArray());

        var chunks = Chunks("one");
        chunks.Count.ShouldBeGreaterThan(30);
        Chunks("other").Count(chunks.Contains).ShouldBeGreaterThan(chunks.Count - 5);
    }

    [Fact]
    public void Small_Files_AreSmallInTheImage()
    {
        var tar = new TarBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            tar.File($"{i % 100}/{i}", new string('s', 500));
        }

        MountedImage.Write(scratch["image"], new UnpackLimits(), tar.ToArray());

        // Content, inode and name of each; a block each would take 40 MB.
        Allocated("image").ShouldBeLessThan(10_000 * 650);
    }

    [Fact]
    public void Write_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        using var writer = new ErofsWriter(scratch["image"]);

        Should.Throw<OperationCanceledException>(() => writer.WriteFile(Metadata, EntryAttributes.None, 1L << 40, new Endless(stop), stop.Token));
    }

    [Fact]
    public async Task Image_AnyTool_SaysItIsSound()
    {
        Scratch.NeedTool("dump.erofs");
        MountedImage.Write(scratch["image"], new UnpackLimits(), new TarBuilder().File("file", "words").ToArray());

        var shown = await Tool.RunAsync("dump.erofs", ["-s", scratch["image"]], null, Stop);

        shown.ShouldContain("E0F5E1E2", Case.Insensitive);
        shown.ShouldContain("sb_csum");
    }

    public void Dispose() => scratch.Dispose();

    private long Allocated(string name) =>
        512 * long.Parse(Tool.RunAsync("stat", ["-c", "%b", scratch[name]], null, Stop).Result, System.Globalization.CultureInfo.InvariantCulture);

    private HashSet<string> Chunks(string name) =>
        [.. File.ReadAllBytes(scratch[name]).Chunk(Chunk).Select(chunk => Convert.ToHexString(SHA256.HashData(chunk)))];

    /// <summary>Content without end; somebody stops it.</summary>
    private sealed class Endless(CancellationTokenSource stop) : ReadOnlyStream
    {
        private int reads;

        public override int Read(Span<byte> buffer)
        {
            if (++reads == 3)
            {
                stop.Cancel();
            }

            return buffer.Length;
        }
    }
}
