using System.Security.Cryptography;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Tests.Stores;

/// <summary>What every object store does, whatever it is made of.</summary>
public abstract class ObjectStoreContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An empty store.</summary>
    internal abstract IObjectStore Open();

    [Fact]
    public async Task Put_NewKey_CanBeReadWholeAndInRanges()
    {
        using var store = Open();
        var content = RandomNumberGenerator.GetBytes(100_000);
        var key = new ObjectKey("packs/ab/whole");

        (await store.PutAsync(key, Pieces(content, 7_001), Stop)).ShouldBe(PutOutcome.Created);

        (await store.ReadAllAsync(key, content.Length, Stop)).ShouldBe(content);
        (await store.FindLengthAsync(key, Stop)).ShouldBe(content.Length);
        foreach (var (offset, length) in ((int, int)[])[(0, 1), (0, 100_000), (99_999, 1), (6_990, 20), (5, 0)])
        {
            var part = new byte[length];
            await store.ReadAsync(key, offset, part, Stop);
            part.ShouldBe(content[offset..(offset + length)]);
        }
    }

    [Fact]
    public async Task Put_KeyThatExists_LeavesItAsItWas()
    {
        using var store = Open();
        var key = new ObjectKey("heads/one/1");
        await store.PutAsync(key, [new byte[] { 1 }], Stop);

        (await store.PutAsync(key, [new byte[] { 2, 3 }], Stop)).ShouldBe(PutOutcome.Exists);

        (await store.ReadAllAsync(key, 10, Stop)).ShouldBe([1]);
    }

    [Fact]
    public async Task Put_ManyAtOnce_OneMakesIt()
    {
        using var store = Open();
        for (var round = 0; round < 5; round++)
        {
            var key = new ObjectKey($"heads/race/{round}");
            var contents = Enumerable.Range(0, 12).Select(i => Enumerable.Repeat((byte)i, 1000 + i).ToArray()).ToList();

            var outcomes = await Task.WhenAll(contents.Select(content => Task.Run(() => store.PutAsync(key, [content], Stop))));

            var winner = contents[outcomes.Index().Single(each => each.Item == PutOutcome.Created).Index];
            (await store.ReadAllAsync(key, 2000, Stop)).ShouldBe(winner);
        }
    }

    [Fact]
    public async Task Read_MissingObject_SaysWhich()
    {
        using var store = Open();
        var key = new ObjectKey("packs/no/where");

        (await Should.ThrowAsync<ObjectNotFoundException>(() => store.ReadAllAsync(key, 10, Stop))).Key.ShouldBe(key);
        (await Should.ThrowAsync<ObjectNotFoundException>(() => store.ReadAsync(key, 0, new byte[1], Stop))).Message.ShouldContain("packs/no/where");
        (await store.FindLengthAsync(key, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Read_BeyondTheEnd_IsDamage()
    {
        using var store = Open();
        var key = new ObjectKey("packs/short");
        await store.PutAsync(key, [new byte[100]], Stop);

        await Should.ThrowAsync<DamagedObjectException>(() => store.ReadAsync(key, 90, new byte[11], Stop));
        await Should.ThrowAsync<DamagedObjectException>(() => store.ReadAsync(key, 100, new byte[1], Stop));
        await Should.ThrowAsync<DamagedObjectException>(() => store.ReadAllAsync(key, 99, Stop));
    }

    [Fact]
    public async Task List_ManyKeys_GivesThoseBelowAPrefixInOrder()
    {
        using var store = Open();
        string[] keys = ["a-b", "a/b", "a/c/d", "a/c-d", "a/c/e-f", "ab/c", "b"];
        foreach (var key in keys)
        {
            await store.PutAsync(new(key), [new byte[1]], Stop);
        }

        (await ListAsync(store, "")).ShouldBe(keys.Order(StringComparer.Ordinal));
        (await ListAsync(store, "a/")).ShouldBe(["a/b", "a/c-d", "a/c/d", "a/c/e-f"]);
        (await ListAsync(store, "nothing/")).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_MoreThanAPage_GivesAll()
    {
        using var store = Open();
        var keys = Enumerable.Range(0, 30).Select(i => $"heads/many/{i:d4}").ToList();
        await Parallel.ForEachAsync(keys, Stop, async (key, stop) => await store.PutAsync(new(key), [new byte[1]], stop));

        (await ListAsync(store, "heads/many/")).ShouldBe(keys);
    }

    [Fact]
    public async Task Delete_Object_IsGoneAndCanBeMadeAgain()
    {
        using var store = Open();
        var key = new ObjectKey("packs/gone");
        await store.PutAsync(key, [new byte[] { 1 }], Stop);

        await store.DeleteAsync(key, Stop);
        await store.DeleteAsync(key, Stop);

        (await store.FindLengthAsync(key, Stop)).ShouldBeNull();
        (await store.PutAsync(key, [new byte[] { 2 }], Stop)).ShouldBe(PutOutcome.Created);
    }

    [Fact]
    public async Task Put_EmptyObject_IsThere()
    {
        using var store = Open();
        var key = new ObjectKey("packs/empty");

        await store.PutAsync(key, [], Stop);

        (await store.ReadAllAsync(key, 0, Stop)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/.hidden")]
    [InlineData("A")]
    [InlineData("a b")]
    public void Key_NotOne_IsRefused(string text) => Should.Throw<ArgumentException>(() => new ObjectKey(text));

    protected static IReadOnlyList<ReadOnlyMemory<byte>> Pieces(byte[] content, int size) =>
        [.. content.Chunk(size).Select(piece => (ReadOnlyMemory<byte>)piece)];

    private static async Task<List<string>> ListAsync(IObjectStore store, string prefix)
    {
        var found = new List<string>();
        await foreach (var key in store.ListAsync(prefix, Stop))
        {
            found.Add(key.ToString());
        }

        return found;
    }
}
