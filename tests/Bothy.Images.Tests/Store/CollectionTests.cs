using Bothy.Images.Content;
using Bothy.Images.Layers;
using Bothy.Images.Oci;
using Bothy.Images.Sources;
using Bothy.Images.Store;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;

namespace Bothy.Images.Tests.Store;

/// <summary>What nobody uses goes, after a time; what somebody uses stays.</summary>
public sealed class CollectionTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collect_UnusedImages_GoAfterTheirTime()
    {
        var (one, two) = (new string('1', 8), new string('2', 8));
        using var fixture = new StoreFixture();
        var used = await MakeAsync(fixture, one);
        var unused = await MakeAsync(fixture, two);
        var now = new Clock();
        var store = Store(fixture, now, new CollectionSettings { UnusedDays = 14 });
        var released = new List<string>();

        store.Collect(new HashSet<string> { used }, released.Add);
        store.TryGet(unused).ShouldNotBeNull();
        now.Ahead = TimeSpan.FromDays(15);
        store.Collect(new HashSet<string> { used }, released.Add);

        store.TryGet(used).ShouldNotBeNull();
        store.TryGet(unused).ShouldBeNull();
        released.ShouldBe([unused]);
        (await fixture.EnsureAsync($"oci:{fixture.Scratch[two]}")).Digest.ShouldBe(unused);
    }

    [Fact]
    public async Task Collect_ImagesThatTakeTooMuch_GoButNotThoseJustUsed()
    {
        using var fixture = new StoreFixture();
        var first = await MakeAsync(fixture, "first");
        var second = await MakeAsync(fixture, "second");
        var now = new Clock();
        var store = Store(fixture, now, new CollectionSettings { UnusedImagesGiB = 0 });

        store.Collect(new HashSet<string>(), _ => { });
        store.List().Count.ShouldBe(2);
        now.Ahead = 2 * Hour;
        store.TryGetCached($"oci:{fixture.Scratch["second"]}")!.Digest.ShouldBe(second);
        store.Collect(new HashSet<string>(), _ => { });

        store.TryGet(first).ShouldBeNull();
        store.TryGet(second).ShouldNotBeNull();
    }

    [Fact]
    public async Task Collect_FileWithoutDescription_Goes()
    {
        using var fixture = new StoreFixture();
        var digest = await MakeAsync(fixture, "image");
        File.Delete(fixture.Scratch[$"images/{digest.Replace(':', '-')}.json"]);
        var store = Store(fixture, new Clock { Ahead = 2 * Hour }, new CollectionSettings());

        store.Collect(new HashSet<string>(), _ => { });

        fixture.Stored().ShouldBeEmpty();
    }

    [Fact]
    public async Task Collect_Blobs_GoByAgeAndSizeUnlessTheyAreHeld()
    {
        using var scratch = new Scratch();
        var now = new Clock();
        var content = new ContentStore(scratch["content"], now);
        content.Make();
        var digests = new List<string>();
        foreach (var text in (string[])["oldest", "older", "newest"])
        {
            now.Ahead += 3 * Hour;
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            digests.Add(OciDigest.Of("sha256:", bytes));
            await content.WriteAsync(digests[^1], bytes, Stop);
        }

        using (await content.LockAsync(digests[0], Stop))
        {
            content.Collect(TimeSpan.FromDays(1), Hour, most: 6).ShouldBe("older".Length);
            File.Exists(content.Blob(digests[0])).ShouldBeTrue();
        }

        content.Collect(TimeSpan.FromDays(1), Hour, most: 6).ShouldBe("oldest".Length);
        content.TryUse(digests[2], "newest".Length).ShouldBeTrue();
        now.Ahead += TimeSpan.FromDays(2);
        content.Collect(TimeSpan.FromDays(1), Hour, most: 100).ShouldBe("newest".Length);
        Directory.EnumerateFiles(scratch["content"], "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Collect_WhileBlobsAreUsed_TakesNoneAway()
    {
        using var scratch = new Scratch();
        var content = new ContentStore(scratch["content"], TimeProvider.System);
        content.Make();
        var bytes = new byte[100];
        var digest = OciDigest.Of("sha256:", bytes);
        for (var round = 0; round < 50; round++)
        {
            await content.WriteAsync(digest, bytes, Stop);
            var collecting = Task.Run(() => content.Collect(Hour, Hour, most: 0), Stop);
            await content.WriteAsync(digest, bytes, Stop);
            await collecting;
            content.TryUse(digest, bytes.Length).ShouldBeTrue();
        }
    }

    private static async Task<string> MakeAsync(StoreFixture fixture, string name)
    {
        new LayoutBuilder(fixture.Scratch[name]).Layer(new TarBuilder().File("file", name).ToArray()).Image("latest");
        return (await fixture.EnsureAsync($"oci:{fixture.Scratch[name]}")).Digest;
    }

    private static ImageStore Store(StoreFixture fixture, TimeProvider time, CollectionSettings settings)
    {
        var configuration = new ImageSourcesConfiguration { Collection = settings };
        return new ImageStore(fixture.Scratch["images"], new ImageSources(configuration, new UnpackLimits(), time), time);
    }

    /// <summary>The clock, ahead by some time.</summary>
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
