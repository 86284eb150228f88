using Bothy.Volumes.Heads;
using static Bothy.Volumes.Tests.Versions.VersionFixture;

namespace Bothy.Volumes.Tests.Versions;

/// <summary>What was published is what is read, for any order of changes, against a model in memory.</summary>
public sealed class PublishedVersionTests
{
    /// <summary>In place and elsewhere; ./test --soak tries new seeds, too.</summary>
    public static TheoryData<bool, int> Seeds
    {
        get
        {
            var seeds = new TheoryData<bool, int> { { false, 1 }, { false, 2 }, { true, 3 }, { true, 4 } };
            for (var i = 0; i < (Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1" ? 200 : 0); i++)
            {
                seeds.Add(i % 2 == 0, Random.Shared.Next());
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Read_AfterRandomPublications_GivesTheModelsBytes(bool remote, int seed)
    {
        var random = new Random(seed);
        using var fixture = new VersionFixture(remote, seed, cacheBytes: 20 * Size);
        var chunks = 40_000;
        var version = await fixture.CreateAsync((long)chunks * Size);
        var models = new List<(VolumeVersion Version, Dictionary<long, byte[]> Model)> { (version, []) };
        for (var round = 0; round < 8; round++)
        {
            var changed = new Dictionary<long, byte[]>();
            var model = new Dictionary<long, byte[]>(models[^1].Model);
            for (var i = random.Next(1, 30); i > 0; i--)
            {
                var chunk = random.Next(3) == 0 && model.Count > 0 ? model.Keys.ElementAt(random.Next(model.Count)) : random.Next(chunks);
                changed[chunk] = random.Next(5) switch
                {
                    0 => new byte[Size],
                    1 when model.Count > 0 => model.Values.ElementAt(random.Next(model.Count)),
                    _ => Chunk(random),
                };
                model[chunk] = changed[chunk];
            }

            version = await fixture.PublishAsync(version, changed);
            models.Add((version, model));
            if (random.Next(3) == 0)
            {
                fixture.Reopen();
            }
        }

        foreach (var (each, model) in models)
        {
            using var opened = fixture.Store.Open(each);
            opened.Length.ShouldBe((long)chunks * Size);
            foreach (var chunk in model.Keys.Concat(Enumerable.Range(0, 20).Select(_ => (long)random.Next(chunks))))
            {
                await ReadsLikeAsync(opened, model, chunk, random, $"seed {seed}, version {each.Number}, chunk {chunk}");
            }
        }
    }

    [Fact]
    public async Task Open_EmptyVolumeOf256GiB_KnowsThatAllIsZeroAndStoresOnlyItsHead()
    {
        using var fixture = new VersionFixture(remote: false);
        var version = await fixture.CreateAsync(256L << 30);

        using var opened = fixture.Store.Open(version);

        opened.IsZero(0).ShouldBeTrue();
        opened.IsZero((256L << 30) / Size - 1).ShouldBeTrue();
        opened.TryRead((256L << 30) - 4096, new byte[4096]).ShouldBeTrue();
        fixture.Files("packs").ShouldBeEmpty();
        fixture.Files("heads").Single().ShouldSatisfyAllConditions(head => new FileInfo(head).Length.ShouldBeLessThan(256));
    }

    [Fact]
    public async Task Publish_OneChunkOfManyVolumes_WritesOnePathOfNodes()
    {
        using var fixture = new VersionFixture(remote: false);
        var random = new Random(5);
        var version = await fixture.CreateAsync(256L << 30);
        version = await fixture.PublishAsync(version, Enumerable.Range(0, 300).ToDictionary(i => i * 6007L, _ => Chunk(random)));
        var before = fixture.Files("packs").ToHashSet();

        await fixture.PublishAsync(version, new() { [6007] = Chunk(random) });

        var after = fixture.Files("packs").Except(before).Select(file => new FileInfo(file).Length).Order().ToList();
        after.Count.ShouldBe(2, "a pack of chunks and one of nodes");
        after[0].ShouldBeLessThan(3 * 10_000, "a node of each of three levels");
    }

    [Fact]
    public async Task Publish_NothingNew_MakesNoVersion()
    {
        using var fixture = new VersionFixture(remote: false);
        var content = Chunk(new Random(6));
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [3] = content });

        var again = await fixture.PublishAsync(version, new() { [3] = content, [4] = new byte[Size] });

        again.ShouldBe(version);
        fixture.Files("heads").Count().ShouldBe(2);
    }

    [Fact]
    public async Task Publish_ContentThatIsStoredElsewhere_IsNotStoredAgain()
    {
        using var fixture = new VersionFixture(remote: false);
        var content = Chunk(new Random(7));
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [3] = content });

        await fixture.PublishAsync(version, Enumerable.Range(10, 100).ToDictionary(i => (long)i, _ => content));

        fixture.Files("packs").Sum(file => new FileInfo(file).Length).ShouldBeLessThan(2 * Size);
    }

    [Fact]
    public async Task Publish_EverythingZeroAgain_LeavesAnEmptyManifest()
    {
        using var fixture = new VersionFixture(remote: false);
        var random = new Random(8);
        var version = await fixture.CreateAsync(1L << 40);
        var changed = Enumerable.Range(0, 20).ToDictionary(i => i * 100_003L, _ => Chunk(random));
        var empty = version;
        version = await fixture.PublishAsync(version, changed);

        var last = await fixture.PublishAsync(version, changed.ToDictionary(each => each.Key, _ => new byte[Size]));

        last.HasSameContent(empty).ShouldBeTrue();
        last.Number.ShouldBe(3);
    }

    [Fact]
    public async Task Fork_OfAVersion_SharesEverythingAndGoesItsOwnWay()
    {
        using var fixture = new VersionFixture(remote: false);
        var random = new Random(9);
        var content = Chunk(random);
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [3] = content });
        var packs = fixture.Files("packs").Count();

        var fork = await fixture.Store.Heads(new("fork")).BeginAsync(version, TimeProvider.System.GetUtcNow(), Stop);

        fixture.Files("packs").Count().ShouldBe(packs);
        await fixture.PublishAsync(fork, new() { [3] = Chunk(random) });
        using var opened = fixture.Store.Open((await fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop))!);
        (await ReadAsync(opened, 3L * Size, Size)).ShouldBe(content);
    }

    [Fact]
    public async Task Publish_ChunksThatDoNotAscend_Throws()
    {
        using var fixture = new VersionFixture(remote: false);
        var version = await fixture.CreateAsync(1L << 30);
        static async IAsyncEnumerable<long> Descending()
        {
            yield return 4;
            yield return 3;
            await Task.CompletedTask;
        }

        await Should.ThrowAsync<ArgumentException>(
            () => fixture.Store.PublishAsync(version, Descending(), (_, destination, _) => { destination.Span.Fill(1); return default; }, Stop));
    }

    private static async Task ReadsLikeAsync(Bothy.Volumes.Bases.IVolumeBase opened, Dictionary<long, byte[]> model, long chunk, Random random, string what)
    {
        // Any range that begins in the chunk, perhaps on into the next ones.
        var within = random.Next(Size);
        var length = random.Next(1, random.Next(4) == 0 ? 3 * Size : 8192);
        var offset = (chunk * Size) + within;
        length = (int)Math.Min(length, opened.Length - offset);
        var expected = new byte[length];
        for (var i = chunk; i * Size < offset + length; i++)
        {
            if (model.TryGetValue(i, out var content))
            {
                var start = Math.Max(offset, i * Size);
                var end = Math.Min(offset + length, (i + 1) * Size);
                content.AsSpan((int)(start - (i * Size)), (int)(end - start)).CopyTo(expected.AsSpan((int)(start - offset)));
            }
        }

        (await ReadAsync(opened, offset, length)).AsSpan().SequenceEqual(expected).ShouldBeTrue(what);
    }
}
