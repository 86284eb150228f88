using Bothy.Images.Registries;
using Bothy.Images.Sources;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;
using Bothy.Images.Tests.Store;
using Bothy.Linux.Tools;

namespace Bothy.Images.Tests.Registries;

/// <summary>Pulls from a real registry.</summary>
public sealed class PullTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_Tag_IsPulledOnceAndServesWithoutItsRegistry()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        var digest = await registry.PushAsync("team/app:1.0", "from afar");
        using var fixture = new StoreFixture();

        var image = await fixture.EnsureAsync($"{registry.Host}/team/app:1.0");

        image.Digest.ShouldBe(digest);
        image.Source.ShouldContain(registry.Host);
        image.Fallback.ShouldBeNull();
        File.ReadAllText(Path.Combine(fixture.Mount(image), "etc/words")).ShouldBe("from afar");
        fixture.Steps.ShouldContain(step => step.Text.Contains("2 of 2 layers") && step.Text.Contains("MiB"));
        await registry.StopAsync();
        (await fixture.EnsureAsync($"{registry.Host}/team/app:1.0")).Digest.ShouldBe(digest);
        (await fixture.EnsureAsync($"{registry.Host}/team/app:1.0")).Config.Env.ShouldBe(["A=1"]);
    }

    [Fact]
    public async Task Ensure_Digest_IsThatImageWhateverTheTagSays()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        var first = await registry.PushAsync("app:latest", "first");
        var second = await registry.PushAsync("app:latest", "second");
        using var fixture = new StoreFixture();

        var old = await fixture.EnsureAsync($"{registry.Host}/app@{first}");
        var latest = await fixture.EnsureAsync($"{registry.Host}/app");

        (old.Digest, latest.Digest).ShouldBe((first, second));
        File.ReadAllText(Path.Combine(fixture.Mount(old), "etc/words")).ShouldBe("first");
    }

    [Fact]
    public async Task Ensure_SameImageUnderAnotherName_IsNotMadeAgain()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        var digest = await registry.PushAsync("app:1", "words");
        using var fixture = new StoreFixture();
        await fixture.EnsureAsync($"{registry.Host}/app:1");
        fixture.Steps.Clear();

        (await fixture.EnsureAsync($"{registry.Host}/app:1@{digest}")).Digest.ShouldBe(digest);

        fixture.Steps.ShouldNotContain(step => step.Text.StartsWith("Pulling"));
        fixture.Stored().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ensure_SeveralPlatforms_TakesTheHosts()
    {
        using var scratch = new Scratch();
        var builder = new LayoutBuilder(scratch["layout"]);
        builder.Layer(new TarBuilder().File("file", "foreign").ToArray()).Image(null, platform: "riscv64");
        var right = builder.Layer(new TarBuilder().File("file", "ours").ToArray()).Image(null, platform: builder.Architecture);
        var nested = new LayoutBuilder(scratch["nested"]);
        foreach (var blob in Directory.EnumerateFiles(scratch["layout/blobs/sha256"]))
        {
            File.Copy(blob, scratch["nested/blobs/sha256/" + Path.GetFileName(blob)]);
        }

        nested.Index("multi", nested.Descriptor("application/vnd.oci.image.index.v1+json", builder.IndexDocument()));
        await using var registry = await RealRegistry.StartAsync(scratch);
        await registry.CopyAsync("app:multi", $"oci:{scratch["nested"]}:multi", []);
        using var fixture = new StoreFixture();

        (await fixture.EnsureAsync($"{registry.Host}/app:multi")).Digest.ShouldBe(right);
    }

    [Theory]
    [InlineData("v2s2", "gzip")]
    [InlineData("oci", "zstd")]
    public async Task Ensure_OtherFormats_AreUnderstood(string format, string compression)
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        var digest = await registry.PushAsync("app:1", "words", "--format", format, "--dest-compress-format", compression);
        using var fixture = new StoreFixture();

        var image = await fixture.EnsureAsync($"{registry.Host}/app:1");

        image.Digest.ShouldBe(digest);
        File.ReadAllText(Path.Combine(fixture.Mount(image), "etc/words")).ShouldBe("words");
    }

    [Fact]
    public async Task Ensure_ImageOfBuildah_Runs()
    {
        Scratch.NeedTool("buildah");
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        var storage = new[] { "--root", scratch["storage"], "--runroot", scratch["run"], "--storage-driver", "vfs" };
        await File.WriteAllTextAsync(scratch["Dockerfile"], "FROM scratch\nCOPY busybox /bin/busybox\nENV WORD=buildah\n", Stop);
        File.Copy("/bin/busybox", scratch["busybox"]);
        await Tool.RunAsync("buildah", [.. storage, "build", "--quiet", "--tag", "built:1", scratch.Path], null, Stop);
        await Tool.RunAsync("buildah", [.. storage, "push", "--quiet", "--tls-verify=false", "built:1", $"docker://{registry.Host}/built:1"], null, Stop);
        using var fixture = new StoreFixture();

        var image = await fixture.EnsureAsync($"{registry.Host}/built:1");

        image.Config.Env.ShouldContain("WORD=buildah");
        (await Tool.RunAsync(Path.Combine(fixture.Mount(image), "bin/busybox"), ["echo", "works"], null, Stop)).ShouldBe("works\n");
    }

    [Fact]
    public async Task Ensure_LayerInTheCacheThatBroke_IsFetchedAnew()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        var digest = await registry.PushAsync("app:1", "words");
        using var fixture = new StoreFixture();
        await fixture.EnsureAsync($"{registry.Host}/app:1");
        fixture.Images.Remove(digest);
        var blobs = new DirectoryInfo(fixture.Scratch["images/content/blobs/sha256"]).EnumerateFiles();
        foreach (var file in blobs.Where(file => File.ReadAllBytes(file.FullName) is [0x1f, 0x8b, ..]))
        {
            await File.WriteAllBytesAsync(file.FullName, new byte[file.Length], Stop);
        }

        (await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"{registry.Host}/app:1"))).Retry.ShouldBeTrue();

        (await fixture.EnsureAsync($"{registry.Host}/app:1")).Digest.ShouldBe(digest);
    }

    [Fact]
    public async Task Ensure_NoSuchImage_SaysSo()
    {
        using var scratch = new Scratch();
        await using var registry = await RealRegistry.StartAsync(scratch);
        using var fixture = new StoreFixture();

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync($"{registry.Host}/nothing:1"));

        exception.Problem.ShouldBe(ImageProblem.Unknown);
        exception.Message.ShouldContain("has no nothing with 1");
    }

    [Fact]
    public async Task Ensure_Mirror_IsAskedFirstAndTheRegistryWhereItFails()
    {
        using var scratch = new Scratch();
        await using var mirror = await RealRegistry.StartAsync(scratch, "mirror");
        await using var registry = await RealRegistry.StartAsync(scratch);
        var digest = await mirror.PushAsync("both:1", "mirrored");
        await registry.PushAsync("only:1", "words");
        using var fixture = new StoreFixture(new ImageSourcesConfiguration
        {
            Registries = [new RegistrySettings { Registry = registry.Host, Mirrors = [$"http://{mirror.Host}"] }],
        });

        var both = await fixture.EnsureAsync($"{registry.Host}/both:1");
        var only = await fixture.EnsureAsync($"{registry.Host}/only:1");

        both.Digest.ShouldBe(digest);
        both.Source.ShouldContain(mirror.Host);
        only.Source.ShouldContain(registry.Host);
    }

    [Fact]
    public async Task Ensure_NothingAnswers_TakesTheFallbackAndSaysSo()
    {
        using var scratch = new Scratch();
        new LayoutBuilder(scratch["layout"]).Layer(new TarBuilder().File("file", "fallback").ToArray()).Image("latest");
        using var fixture = new StoreFixture(new ImageSourcesConfiguration
        {
            Sources = [new ImageSourceRule { Match = "localhost:1/app:*", Layout = scratch["layout"], Fallback = true }],
        });

        var image = await fixture.EnsureAsync("localhost:1/app:2");

        image.Fallback.ShouldNotBeNull().ShouldContain("does not answer");
        image.Source.ShouldContain(scratch["layout"]);
        fixture.Steps.ShouldContain(step => step.Text.Contains("Falling back to: OCI layout"));
        fixture.Images.TryGetCached("localhost:1/app:2")!.Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Ensure_NothingAnswersAndNoFallback_SaysWhatToDo()
    {
        using var fixture = new StoreFixture();

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync("localhost:1/app:2"));

        exception.Problem.ShouldBe(ImageProblem.Unreachable);
        exception.Retry.ShouldBeTrue();
        exception.Message.ShouldContain("images.json");
    }
}
