using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Stores;
using Bothy.Volumes.Tests.Stores;

namespace Bothy.Volumes.Tests.Catalogs;

/// <summary>Catalogs of two hosts that share a store, which is elsewhere and as bad as it is told to be.</summary>
internal sealed class CatalogFixture : IDisposable
{
    public static readonly VolumeId Id = new("first");
    private readonly List<VersionStore> stores = [];

    public CatalogFixture() => Faulty = new FaultyObjectStore(new DirectoryObjectStore(Path.Combine(Root, "store")), seed: 1);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Root { get; } = Directory.CreateTempSubdirectory("bothy-catalog-").FullName;

    public FaultyObjectStore Faulty { get; }

    private string Run => Directory.CreateDirectory(Path.Combine(Root, $"run-{Path.GetFileName(Root)}")).FullName;

    public static byte[] Filled(byte value, int length) => [.. Enumerable.Repeat(value, length)];

    public static async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(120));
        while (!holds())
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    public VersionStore Versions(string host)
    {
        stores.Add(new(Faulty, new() { CacheDirectory = Path.Combine(Root, $"cache-{host}-{stores.Count}") }, TimeProvider.System));
        return stores[^1];
    }

    public DeltaCatalog Catalog(string host, TimeSpan? saveEvery = null) => new(
        new DeltaCatalogOptions
        {
            Directory = Path.Combine(Root, host),
            Run = Run,
            SaveEvery = saveEvery,
            RetryAfter = TimeSpan.FromMilliseconds(20),
            RetryUnusedAfter = TimeSpan.FromMilliseconds(20),
        },
        Versions(host),
        TimeProvider.System);

    /// <summary>What the store has of the latest version's first bytes, read by a host that has nothing.</summary>
    public async Task<byte[]> ReadLatestAsync(int length)
    {
        var versions = Versions("reader");
        using var opened = versions.Open((await versions.Heads(Id).FindLatestAsync(Stop))!);
        var content = new byte[length];
        await opened.ReadAsync(0, content, Stop);
        return content;
    }

    public string MarksOf(VolumeId id) => MarksDirectory.Of(Run, id);

    public void Dispose()
    {
        stores.ForEach(store => store.Dispose());
        MarksDirectory.Delete(MarksOf(Id));
        Directory.Delete(Root, recursive: true);
    }
}
