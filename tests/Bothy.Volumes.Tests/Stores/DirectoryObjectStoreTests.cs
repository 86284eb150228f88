using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Tests.Stores;

/// <summary>The contract on a directory, and what only a directory has.</summary>
public sealed class DirectoryObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("bothy-objects-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal override IObjectStore Open() => new DirectoryObjectStore(Path.Combine(root, "store"));

    [Fact]
    public async Task Put_Files_AreForTheirOwnerAlone()
    {
        using var store = (DirectoryObjectStore)Open();
        var key = new ObjectKey("packs/ab/one");

        await store.PutAsync(key, [new byte[1]], Stop);

        File.GetUnixFileMode(store.PathOf(key)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(store.PathOf(key))!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Store_StrangeFilesInIt_AreLeftAlone()
    {
        using var store = (DirectoryObjectStore)Open();
        await store.PutAsync(new("packs/one"), [new byte[1]], Stop);
        Directory.CreateDirectory(Path.Combine(store.Root, "lost+found"));
        File.WriteAllText(Path.Combine(store.Root, "packs", "Notes.txt"), "words");

        var found = new List<string>();
        await foreach (var key in store.ListAsync("", Stop))
        {
            found.Add(key.ToString());
        }

        found.ShouldBe(["packs/one"]);
        await Should.ThrowAsync<IOException>(() => store.ReadAllAsync(new("packs"), 10, Stop));
    }

    [Fact]
    public async Task Store_DirectoryIsAway_NothingCountsAsMissingAndNothingIsMade()
    {
        var at = Path.Combine(root, "elsewhere");
        using var store = new DirectoryObjectStore(at, Path.Combine(root, "used"));
        await FailsAsync(store);
        Directory.Exists(at).ShouldBeFalse();

        Directory.CreateDirectory(at);
        (await store.PutAsync(new("packs/one"), [new byte[1]], Stop)).ShouldBe(PutOutcome.Created);
        Directory.Move(at, at + ".unmounted");
        await FailsAsync(store);
        Directory.Exists(at).ShouldBeFalse();

        // What is left where it was mounted, and a link to where it was: for this process, and for the next.
        using var next = new DirectoryObjectStore(at, Path.Combine(root, "used"));
        Directory.CreateDirectory(at);
        await FailsAsync(store);
        await FailsAsync(next);
        Directory.Delete(at);
        File.CreateSymbolicLink(at, at + ".nowhere");
        await FailsAsync(store);
        await FailsAsync(next);
        File.Delete(at);

        Directory.Move(at + ".unmounted", at);
        (await store.ReadAllAsync(new("packs/one"), 1, Stop)).ShouldBe(new byte[1]);
        (await store.PutAsync(new("heads/one"), [new byte[1]], Stop)).ShouldBe(PutOutcome.Created);
    }

    [Fact]
    public async Task List_DirectoryThatCannotBeLookedAt_IsNotAnEmptyOne()
    {
        using var store = (DirectoryObjectStore)Open();
        Directory.CreateSymbolicLink(Path.Combine(store.Root, "heads"), "heads");

        await Should.ThrowAsync<IOException>(async () => await store.ListAsync("heads/", Stop).AnyAsync(Stop));
        (await store.ListAsync("packs/", Stop).AnyAsync(Stop)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Failpoints))]
    public async Task Put_Killed_LeavesAWholeObjectOrNothing(string failpoint)
    {
        var store = Path.Combine(root, "store");
        (await Disks.DiskFixture.RunAsync(failpoint, "store-put", store, "packs/ab/one", "100000")).ShouldBe(137);

        var files = Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories).ToList();
        files.Count.ShouldBe(failpoint == StoreFailpoints.Linked ? 1 : 0);
        (await Disks.DiskFixture.RunAsync(null, "store-put", store, "packs/ab/one", "100000")).ShouldBe(0);

        new FileInfo(Path.Combine(store, "packs", "ab", "one")).Length.ShouldBe(100_000);
        Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories).Count().ShouldBe(1);
    }

    public static TheoryData<string> Failpoints => [.. StoreFailpoints.All];

    private static async Task FailsAsync(DirectoryObjectStore store)
    {
        var key = new ObjectKey("packs/one");
        (await Should.ThrowAsync<IOException>(() => store.PutAsync(key, [new byte[1]], Stop))).Message.ShouldContain("mounted");
        (await Should.ThrowAsync<IOException>(() => store.PutAsync(new("other/one"), [new byte[1]], Stop))).Message.ShouldContain("mounted");
        (await Should.ThrowAsync<IOException>(() => store.FindLengthAsync(key, Stop))).Message.ShouldContain("mounted");
        (await Should.ThrowAsync<IOException>(() => store.ReadAllAsync(key, 10, Stop))).Message.ShouldContain("mounted");
        (await Should.ThrowAsync<IOException>(() => store.DeleteAsync(key, Stop))).Message.ShouldContain("mounted");
        (await Should.ThrowAsync<IOException>(async () => await store.ListAsync("packs/", Stop).AnyAsync(Stop))).Message.ShouldContain("mounted");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
