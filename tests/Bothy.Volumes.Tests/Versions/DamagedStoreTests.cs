using Bothy.Volumes.Checking;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Stores;
using Bothy.Volumes.Tests.Stores;
using static Bothy.Volumes.Tests.Versions.VersionFixture;

namespace Bothy.Volumes.Tests.Versions;

/// <summary>Objects that are not what they should be: found out, named, never served; and what is not affected stays readable.</summary>
public sealed class DamagedStoreTests
{
    public enum Damage
    {
        Flipped,
        Truncated,
        Emptied,
        Missing,
        Swapped,
    }

    public static TheoryData<bool, Damage> Cases
    {
        get
        {
            var cases = new TheoryData<bool, Damage>();
            foreach (var remote in (bool[])[false, true])
            {
                foreach (var damage in Enum.GetValues<Damage>())
                {
                    cases.Add(remote, damage);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Read_ChunkOfADamagedPack_NamesItAndServesNothing(bool remote, Damage damage)
    {
        using var fixture = new VersionFixture(remote);
        var (first, second) = (Chunk(new(1)), Chunk(new(2)));
        var before = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [1] = first });
        var packs = fixture.Files("packs").ToHashSet();
        var version = await fixture.PublishAsync(before, new() { [2] = second });
        var pack = NewPackOfChunks(fixture, version, packs);
        fixture.Reopen();
        DropCache(fixture);
        using var opened = fixture.Store.Open(version);
        (await ReadAsync(opened, Size, Size)).ShouldBe(first);
        Apply(damage, pack, other: fixture.Files("packs").First(file => file != pack));

        var error = await Should.ThrowAsync<IOException>(() => ReadAsync(opened, 2L * Size, Size));

        error.ShouldSatisfyAllConditions(
            _ => (error is DamagedObjectException or ObjectNotFoundException).ShouldBeTrue(error.ToString()),
            _ => error.Message.ShouldContain(Path.GetFileName(pack)));
        (await ReadAsync(opened, Size, Size)).ShouldBe(first);
        using var old = fixture.Store.Open(before);
        (await ReadAsync(old, Size, Size)).ShouldBe(first);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Read_DamagedManifest_NamesItAndServesNothing(bool remote, Damage damage)
    {
        using var fixture = new VersionFixture(remote);
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [1] = Chunk(new(1)) });
        var pack = Path.Combine(fixture.Directory.Root, "packs", $"{version.Root.Location.Pack}"[..2], $"{version.Root.Location.Pack}");
        Apply(damage, pack, other: fixture.Files("packs").First(file => file != pack));
        fixture.Reopen();
        DropCache(fixture);
        using var opened = fixture.Store.Open(version);

        var error = await Should.ThrowAsync<IOException>(() => ReadAsync(opened, Size, Size));

        (error is DamagedObjectException or ObjectNotFoundException).ShouldBeTrue(error.ToString());
        error.Message.ShouldContain(Path.GetFileName(pack));
        await Should.ThrowAsync<IOException>(() => fixture.PublishAsync(version, new() { [2] = Chunk(new(2)) }));
        (await fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop)).ShouldBe(version);
    }

    [Theory]
    [InlineData(Damage.Flipped)]
    [InlineData(Damage.Truncated)]
    [InlineData(Damage.Emptied)]
    public async Task FindLatest_DamagedHead_NamesItAndTakesNoOlderOne(Damage damage)
    {
        using var fixture = new VersionFixture(remote: false);
        await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), new() { [1] = Chunk(new(1)) });
        var head = fixture.Files("heads").Order(StringComparer.Ordinal).First();
        Apply(damage, head, head);

        var error = await Should.ThrowAsync<DamagedObjectException>(() => fixture.Store.Heads(fixture.Volume).FindLatestAsync(Stop));

        error.Message.ShouldContain(Path.GetFileName(head));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Check_DamagedObject_IsNamed(bool compressed, Damage damage)
    {
        // A store elsewhere is written compressed.
        using var fixture = new VersionFixture(remote: compressed);
        var version = await fixture.CreateAsync(1L << 30);
        for (var i = 0; i < 3; i++)
        {
            version = await fixture.PublishAsync(version, new() { [i * 300] = Chunk(new(i)) });
        }

        (await CheckAsync(fixture)).ShouldBeEmpty();
        foreach (var file in fixture.Files("packs").ToList())
        {
            var content = UnlockedFile.Read(file);
            Apply(damage, file, other: fixture.Files("packs").First(other => other != file));

            (await CheckAsync(fixture)).ShouldContain(found => found.Contains(Path.GetFileName(file)), $"{file} of {content.Length} bytes");

            UnlockedFile.Write(file, content);
        }

        var head = fixture.Files("heads").First();
        Apply(Damage.Truncated, head, head);
        (await CheckAsync(fixture)).Single().ShouldContain(Path.GetFileName(head));
    }

    [Fact]
    public async Task Publish_PackOfTheSameNameIsTruncated_Throws()
    {
        using var fixture = new VersionFixture(remote: false);
        var changed = new Dictionary<long, byte[]> { [1] = Chunk(new(1)) };
        var version = await fixture.PublishAsync(await fixture.CreateAsync(1L << 30), changed);
        Apply(Damage.Truncated, NewPackOfChunks(fixture, version, []), "");
        fixture.Reopen();

        // Another volume with the same chunk would get the same pack.
        var other = await fixture.Store.Heads(new("other")).BeginAsync(1L << 30, Size, TimeProvider.System.GetUtcNow(), Stop);

        await Should.ThrowAsync<DamagedObjectException>(() => fixture.PublishAsync(other, changed));
    }

    /// <summary>The one pack that is not among the old ones, but for the pack of nodes.</summary>
    private static string NewPackOfChunks(VersionFixture fixture, VolumeVersion version, HashSet<string> old) =>
        fixture.Files("packs").Single(file => !old.Contains(file) && !file.EndsWith($"{version.Root.Location.Pack}", StringComparison.Ordinal));

    private static async Task<List<string>> CheckAsync(VersionFixture fixture)
    {
        var found = new List<string>();
        await foreach (var damage in new StoreCheck(fixture.Directory).RunAsync(Stop))
        {
            found.Add(damage);
        }

        return found;
    }

    private static void DropCache(VersionFixture fixture)
    {
        if (fixture.IsRemote)
        {
            fixture.Store.Dispose();
            Directory.Delete(fixture.CacheDirectory, recursive: true);
            fixture.Reopen();
        }
    }

    private static void Apply(Damage damage, string file, string other)
    {
        var content = UnlockedFile.Read(file);
        switch (damage)
        {
            case Damage.Flipped:
                content[content.Length > 8192 ? 4096 + 100 : content.Length / 3] ^= 0x10;
                UnlockedFile.Write(file, content);
                break;
            case Damage.Truncated:
                UnlockedFile.Write(file, content[..(content.Length / 3)]);
                break;
            case Damage.Emptied:
                UnlockedFile.Write(file, []);
                break;
            case Damage.Swapped:
                UnlockedFile.Write(file, UnlockedFile.Read(other));
                break;
            default:
                File.Delete(file);
                break;
        }
    }
}
