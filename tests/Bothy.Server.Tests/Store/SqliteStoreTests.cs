using Bothy.Api.Environments;
using Bothy.Server.Store;
using Bothy.Server.Store.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bothy.Server.Tests.Store;

public sealed class SqliteStoreTests : ResourceStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    private string DatabasePath => Path.Combine(_directory.Path, "store.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Open_NewFile_IsReadableByItsOwnerOnly()
    {
        await CreateAsync("a");

        foreach (var file in Directory.GetFiles(_directory.Path))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public async Task Open_AtAnyMomentOfTheFiles_HasWhatWasAcknowledged()
    {
        for (var i = 1; i <= 20; i++)
        {
            await CreateAsync($"a{i}");

            // What a kill would leave: the files as they are now, without a checkpoint or a close.
            using var copy = new TemporaryDirectory();
            foreach (var file in Directory.GetFiles(_directory.Path).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
            }

            var sink = new RecordingSink();
            await using var recovered = new SqliteStore(Path.Combine(copy.Path, "store.db"), TimeProvider.System, NullLogger.Instance);
            await recovered.OpenAsync(sink, Cancellation);
            sink.Revision.ShouldBe(i);
        }
    }

    [Fact]
    public async Task Open_NewerFormat_RefusesAndSaysWhy()
    {
        await Store.DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False"))
        {
            connection.Open();
            connection.Execute("PRAGMA user_version = 99");
        }

        (await Should.ThrowAsync<StoreException>(OpenAsync)).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task Open_NoDatabase_RefusesAndSaysWhatToDo()
    {
        await Store.DisposeAsync();
        await File.WriteAllTextAsync(DatabasePath, new string('x', 8192), Cancellation);

        (await Should.ThrowAsync<StoreException>(OpenAsync)).Message.ShouldContain("backup");
    }

    [Fact]
    public async Task Credentials_GoWithTheirEnvironment()
    {
        var credentials = new SqliteCredentials((SqliteStore)Store);
        var id = await CreateAsync("a");
        (await credentials.SetAsync(id, new GitCredentials { Username = "me", Password = "hunter2-secret" }, Cancellation)).ShouldBeTrue();
        (await credentials.FindAsync(id, Cancellation)).ShouldBe(new GitCredentials { Username = "me", Password = "hunter2-secret" });

        await Store.WriteAsync(new ResourceWrite(WriteType.Delete, "Thing", id, "default", "a", 1, "{}"), Cancellation);

        (await credentials.FindAsync(id, Cancellation)).ShouldBeNull();
        await Store.DisposeAsync();
        foreach (var file in Directory.GetFiles(_directory.Path))
        {
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation)).ShouldNotContain("hunter2-secret");
        }
    }

    [Fact]
    public async Task Credentials_OfNoEnvironment_AreNotKept()
    {
        var credentials = new SqliteCredentials((SqliteStore)Store);

        (await credentials.SetAsync(Guid.NewGuid(), new GitCredentials(), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Write_DiskFull_SaysSoAndRecovers()
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("needs root to mount a small tmpfs");
        }

        using var mount = SmallDisk.Mount(megabytes: 2);
        var sink = new RecordingSink();
        var ballast = Path.Combine(mount.Path, "ballast");
        await using var store = new SqliteStore(Path.Combine(mount.Path, "store.db"), TimeProvider.System, NullLogger.Instance);
        await store.OpenAsync(sink, Cancellation);
        await File.WriteAllBytesAsync(ballast, new byte[1 << 20], Cancellation);
        var acknowledged = new List<long>();

        var full = await Should.ThrowAsync<StoreException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var write = new ResourceWrite(WriteType.Create, "Thing", Guid.NewGuid(), "default", $"a{i}", 0, new string('x', 10_000));
                acknowledged.Add((await store.WriteAsync(write, Cancellation)).Revision);
            }
        });

        full.Message.ShouldContain("full");
        File.Delete(ballast);
        var next = await store.WriteAsync(new ResourceWrite(WriteType.Create, "Thing", Guid.NewGuid(), "default", "after", 0, "{}"), Cancellation);
        next.Outcome.ShouldBe(WriteOutcome.Committed);
        sink.Faults.ShouldBeEmpty();
        sink.Changes.Select(change => change.Revision).ShouldBeSubsetOf([.. acknowledged, next.Revision, next.Revision - 1]);
    }

    private protected override IResourceStore CreateStore() => new SqliteStore(DatabasePath, TimeProvider.System, NullLogger.Instance);
}
