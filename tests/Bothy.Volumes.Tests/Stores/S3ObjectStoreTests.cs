using System.Security.Cryptography;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;
using Bothy.Volumes.Tests.Versions;

namespace Bothy.Volumes.Tests.Stores;

/// <summary>The contract on a real server, and what only a server has.</summary>
[Collection(S3Collection.Name)]
public sealed class S3ObjectStoreTests(S3Server server) : ObjectStoreContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal override IObjectStore Open() => server.Open($"{Guid.NewGuid():n}/");

    [Fact]
    public async Task Put_LongObject_IsSentInPartsAndReadWhole()
    {
        using var store = server.Open("parts/", options => options with { MultipartThreshold = 5 << 20, PartSize = 5 << 20 });
        var content = RandomNumberGenerator.GetBytes(13_000_000);
        var key = new ObjectKey("packs/long");

        (await store.PutAsync(key, Pieces(content, 1 << 20), Stop)).ShouldBe(PutOutcome.Created);
        (await store.PutAsync(key, Pieces(content, 1 << 20), Stop)).ShouldBe(PutOutcome.Exists);

        (await store.ReadAllAsync(key, content.Length, Stop)).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task Publish_ToTheServer_IsReadByAnotherHost()
    {
        var root = Directory.CreateTempSubdirectory("bothy-s3-hosts-").FullName;
        var random = new Random(1);
        var changed = Enumerable.Range(0, 100).ToDictionary(i => i * 3L, _ => VersionFixture.Chunk(random));
        var volume = new VolumeId("first");
        using (var objects = server.Open("hosts/"))
        using (var store = new VersionStore(objects, new() { CacheDirectory = Path.Combine(root, "one") }, TimeProvider.System))
        {
            var created = await store.Heads(volume).BeginAsync(1L << 30, ChunkSize.Default, TimeProvider.System.GetUtcNow(), Stop);
            await store.PublishAsync(created, VersionFixture.Ascending(changed), (chunk, destination, _) => VersionFixture.Give(changed, chunk, destination), Stop);
        }

        using (var objects = server.Open("hosts/"))
        using (var store = new VersionStore(objects, new() { CacheDirectory = Path.Combine(root, "two") }, TimeProvider.System))
        {
            using var opened = store.Open((await store.Heads(volume).ClaimAsync(TimeProvider.System.GetUtcNow(), Stop))!);
            foreach (var (chunk, content) in changed)
            {
                (await VersionFixture.ReadAsync(opened, chunk * ChunkSize.Default, ChunkSize.Default)).AsSpan().SequenceEqual(content).ShouldBeTrue();
            }
        }

        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Read_AnswerThatStalls_IsGivenUp()
    {
        var key = new ObjectKey("packs/long");
        await using var proxy = new StoreProxy(server.Options("stalling/").Endpoint!);
        using var store = server.Open("stalling/", options => options with { Endpoint = proxy.Address, Retries = 0, Timeout = TimeSpan.FromSeconds(1) });
        await store.PutAsync(key, Pieces(new byte[1 << 20], 1 << 20), Stop);
        proxy.Become(StoreProxy.Trouble.Stalling);

        foreach (var read in (Func<Task>[])[() => store.ReadAllAsync(key, 1 << 20, Stop), () => store.ReadAsync(key, 0, new byte[1 << 20], Stop)])
        {
            (await Should.ThrowAsync<IOException>(() => read().WaitAsync(TimeSpan.FromSeconds(30), Stop))).Message.ShouldContain("did not answer in time");
        }
    }

    [Fact]
    public async Task Call_NoSuchBucket_IsNoMissingObject()
    {
        using var store = server.Open("x/", options => options with { Bucket = "no-such-bucket", Retries = 0 });

        (await Should.ThrowAsync<IOException>(() => store.ReadAllAsync(new("a"), 10, Stop))).ShouldNotBeOfType<ObjectNotFoundException>();
    }

    [Fact]
    public async Task Call_NobodyAnswers_IsAnIOException()
    {
        server.Options("x/");
        using var store = server.Open("x/", options => options with { Endpoint = new("http://127.0.0.1:9"), Retries = 0 });

        await Should.ThrowAsync<IOException>(() => store.PutAsync(new("a"), [new byte[1]], Stop));
        await Should.ThrowAsync<IOException>(() => store.ReadAsync(new("a"), 0, new byte[1], Stop));
    }
}
