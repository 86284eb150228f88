using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Tests.Catalogs;

/// <summary>Volumes over a real store: what is cut becomes a version, and a version becomes a volume elsewhere.</summary>
public sealed class DeltaCatalogTests : IDisposable
{
    private const long Length = 8L << 30;
    private static readonly VolumeId First = new("first");
    private static readonly VolumeId Second = new("second");
    private readonly string root = Directory.CreateTempSubdirectory("bothy-catalog-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string StoreDirectory => Path.Combine(root, "store");

    public void Dispose()
    {
        foreach (var id in (VolumeId[])[First, Second])
        {
            MarksDirectory.Delete(MarksDirectory.Of(Path.Combine(root, "run-" + Path.GetFileName(root)), id));
        }

        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Cut_IsSavedAndTheVolumeGoesOnOverIt()
    {
        using var store = Versions(new DirectoryObjectStore(StoreDirectory));
        var catalog = Catalog(store, "here");
        await catalog.CreateAsync(First, new(Length), Stop);
        await using (var volume = await catalog.OpenAsync(First, readOnly: false, Stop))
        {
            volume.Blocks.Write(1L << 30, Filled(1, 1 << 20));
            await volume.CutAsync("one", null, Stop);
            volume.Blocks.Write(1L << 30, Filled(2, 4096));
            await UntilAsync(() => volume.Durability.BytesHereOnly == 4096);

            volume.Durability.ShouldBe(new(4096, "first/2"));
            var read = new byte[8192];
            await volume.Blocks.ReadAsync(1L << 30, read, Stop);
            read.ShouldBe([.. Filled(2, 4096), .. Filled(1, 4096)]);
        }

        // Elsewhere, from the store alone.
        var elsewhere = Catalog(store, "elsewhere");
        await elsewhere.CreateAsync(Second, new(0, "first/2"), Stop);
        await using var fork = await elsewhere.OpenAsync(Second, readOnly: false, Stop);
        fork.Blocks.Length.ShouldBe(Length);
        var copy = new byte[8192];
        await fork.Blocks.ReadAsync(1L << 30, copy, Stop);
        copy.ShouldBe(Filled(1, 8192));
    }

    [Fact]
    public async Task Store_Down_VolumeGoesOnAndCatchesUp()
    {
        var objects = new DirectoryObjectStore(StoreDirectory);
        using var store = Versions(objects);
        var catalog = Catalog(store, "here");
        await catalog.CreateAsync(First, new(Length), Stop);
        Directory.Delete(StoreDirectory, recursive: true);
        await File.WriteAllTextAsync(StoreDirectory, "not a directory", Stop);
        await using (var volume = await catalog.OpenAsync(First, readOnly: false, Stop))
        {
            volume.Blocks.Write(0, Filled(1, 4096));
            await volume.CutAsync("one", null, Stop);
            await UntilAsync(() => volume.Durability.Problem is not null);

            volume.Blocks.Write(4096, Filled(2, 4096));
            volume.Blocks.Flush();
            volume.Durability.BytesHereOnly.ShouldBe(8192);
        }

        // The server restarts meanwhile; the cut is still to be saved.
        await using var again = await catalog.OpenAsync(First, readOnly: false, Stop);
        File.Delete(StoreDirectory);
        await UntilAsync(() => again.Durability is { BytesHereOnly: 4096, Problem: null });

        again.Durability.Version.ShouldBe("first/2");
        var read = new byte[8192];
        await again.Blocks.ReadAsync(0, read, Stop);
        read.ShouldBe([.. Filled(1, 4096), .. Filled(2, 4096)]);
    }

    [Fact]
    public async Task Store_DirectoryIsAwayWhenOpened_ReadsWaitForIt()
    {
        var (memory, heads) = (Path.Combine(root, "used"), Path.Combine(root, "heads"));
        VersionStore Elsewhere() => new(new DirectoryObjectStore(StoreDirectory, memory), new() { HeadsDirectory = heads }, TimeProvider.System);
        Directory.CreateDirectory(StoreDirectory);
        using (var store = Elsewhere())
        {
            var catalog = Catalog(store, "here", TimeSpan.FromMilliseconds(10));
            await catalog.CreateAsync(First, new(Length), Stop);
            await using var volume = await catalog.OpenAsync(First, readOnly: false, Stop);
            volume.Blocks.Write(0, Filled(1, 1 << 20));
            await UntilAsync(() => volume.Durability is { BytesHereOnly: 0, Version: "first/2" });
        }

        // Its disk is not mounted when the next server starts.
        Directory.Move(StoreDirectory, StoreDirectory + ".unmounted");
        Directory.CreateDirectory(StoreDirectory);
        using var again = Elsewhere();
        await using var opened = await Catalog(again, "here").OpenAsync(First, readOnly: false, Stop);
        var read = new byte[8192];
        var reading = opened.Blocks.ReadAsync(0, read, Stop).AsTask();
        await UntilAsync(() => again.Trouble is not null);
        reading.IsCompleted.ShouldBeFalse();

        Directory.Delete(StoreDirectory);
        Directory.Move(StoreDirectory + ".unmounted", StoreDirectory);
        await reading;
        read.ShouldBe(Filled(1, 8192));
    }

    [Fact]
    public async Task Delete_LeavesNothing()
    {
        using var store = Versions(new DirectoryObjectStore(StoreDirectory));
        var catalog = Catalog(store, "here");
        await catalog.CreateAsync(First, new(Length), Stop);
        await (await catalog.OpenAsync(First, readOnly: false, Stop)).DisposeAsync();
        catalog.List().ShouldBe([First]);

        await catalog.DeleteAsync(First, Stop);
        await catalog.DeleteAsync(First, Stop);

        catalog.List().ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(root, "here")).ShouldBeEmpty();
        Directory.Exists(MarksDirectory.Of(Path.Combine(root, "run-" + Path.GetFileName(root)), First)).ShouldBeFalse();
    }

    [Fact]
    public async Task SaveEvery_WrittenVolume_IsSavedUnasked()
    {
        using var store = Versions(new DirectoryObjectStore(StoreDirectory));
        var catalog = Catalog(store, "here", TimeSpan.FromMilliseconds(20));
        await catalog.CreateAsync(First, new(Length), Stop);
        await using var volume = await catalog.OpenAsync(First, readOnly: false, Stop);
        volume.Blocks.Write(0, Filled(1, 4096));

        await UntilAsync(() => volume.Durability is { Version: not null, BytesHereOnly: 0 });
    }

    private static byte[] Filled(byte value, int length) => [.. Enumerable.Repeat(value, length)];

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    private static VersionStore Versions(IObjectStore objects) => new(objects, new VersionStoreOptions(), TimeProvider.System);

    private DeltaCatalog Catalog(VersionStore store, string directory, TimeSpan? saveEvery = null)
    {
        var run = Path.Combine(root, "run-" + Path.GetFileName(root));
        Directory.CreateDirectory(run);
        return new(
            new DeltaCatalogOptions
            {
                Directory = Path.Combine(root, directory),
                Run = run,
                SaveEvery = saveEvery,
                RetryAfter = TimeSpan.FromMilliseconds(20),
            },
            store,
            TimeProvider.System);
    }
}
