using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Tests.Stores;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>The volume server with <c>store.json</c>, saving to a real S3 server.</summary>
[Collection(S3Collection.Name)]
public sealed class SavedToS3Tests(S3Server server)
{
    private const int Size = 24 << 20;
    private const int Block = 16 << 10;
    private static readonly TimeSpan Phase = Soak ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Volume_LostHere_ComesBackElsewhere()
    {
        var options = server.Options($"saved-{Guid.NewGuid():n}/");
        var model = new byte[Size];
        string version;
        await using (var here = Configured(options.Prefix, options.Endpoint!))
        {
            var file = await here.AttachAsync("one", Size);
            await WriteAsync(file, model, new Random(1), 300);
            await SavedAsync(here, options.Prefix);
            await WriteAsync(file, model, new Random(2), 50);
            await here.Client.DetachAsync(new("one"), Stop);

            // Nobody uses it any more, and what was written last is saved all the same.
            version = await SavedAsync(here, options.Prefix);
            await here.Client.DeleteAsync(new("one"), Stop);
        }

        await using var elsewhere = Configured(options.Prefix, options.Endpoint!);
        await elsewhere.Client.CreateAsync(new("one"), new(0, version), Stop);
        var found = await File.ReadAllBytesAsync(await elsewhere.Client.AttachAsync(new("one"), readOnly: false, new(), Stop), Stop);
        found.AsSpan().SequenceEqual(model).ShouldBeTrue();
    }

    [Theory]
    [InlineData(VolumeFailpoints.Begun)]
    [InlineData(VolumeFailpoints.Saved)]
    public async Task Server_KilledWhileItSaves_GoesOnWithIt(string failpoint)
    {
        var options = server.Options($"killed-{Guid.NewGuid():n}/");
        await using var here = Configured(options.Prefix, options.Endpoint!);
        await File.WriteAllTextAsync(Path.Combine(here.Failpoints, failpoint), "", Stop);
        var file = await here.AttachAsync("one", Size);
        var model = new byte[Size];

        // It may end before all is written.
        var writing = Task.Run(() => WriteAsync(file, model, new Random(1), 20), Stop);
        await here.Server.WaitForExitAsync(Stop).WaitAsync(Patience, Stop);
        await here.RestartServerAsync();
        await writing;
        var version = await SavedAsync(here, options.Prefix);

        await here.Client.CreateAsync(new("copy"), new(0, version), Stop);
        var copy = await File.ReadAllBytesAsync(await here.Client.AttachAsync(new("copy"), readOnly: false, new(), Stop), Stop);
        copy.AsSpan().SequenceEqual(model).ShouldBeTrue();
    }

    [Fact]
    public async Task Server_AwaySilentAndThrottled_IsCaughtUpWith()
    {
        var options = server.Options($"trouble-{Guid.NewGuid():n}/");
        await using var proxy = new StoreProxy(options.Endpoint!);
        await using var here = Configured(options.Prefix, proxy.Address);
        var file = await here.AttachAsync("one", Size);
        var (model, random) = (new byte[Size], new Random(1));
        await WriteAsync(file, model, random, 20);
        await SavedAsync(here, options.Prefix);

        foreach (var trouble in (StoreProxy.Trouble[])[StoreProxy.Trouble.Refusing, StoreProxy.Trouble.Silent])
        {
            proxy.Become(trouble);
            await WriteAsync(file, model, random, 20);
            await EventuallyAsync($"{trouble}: status says so", async () =>
                (await here.Client.StatusAsync(new("one"), Stop)).Durability is { BytesHereOnly: > 0, Problem: { } problem } && problem.Contains("s3://bothy/"));
        }

        proxy.Become(StoreProxy.Trouble.Throttled);
        using (var phase = new CancellationTokenSource(Phase))
        {
            while (!phase.IsCancellationRequested)
            {
                await WriteAsync(file, model, random, 5);
            }
        }

        proxy.Become(StoreProxy.Trouble.None);
        var version = await SavedAsync(here, options.Prefix);

        await here.Client.CreateAsync(new("copy"), new(0, version), Stop);
        var copy = await File.ReadAllBytesAsync(await here.Client.AttachAsync(new("copy"), readOnly: false, new(), Stop), Stop);
        copy.AsSpan().SequenceEqual(model).ShouldBeTrue();
    }

    private static ServedFixture Configured(string prefix, Uri endpoint) => new("host", data =>
    {
        var file = VolumePaths.StoreConfiguration(data);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $$"""
            { "s3": { "bucket": "bothy", "prefix": "{{prefix}}", "endpoint": "{{endpoint}}", "retries": 1, "timeout": "00:00:03" }, "saveEverySeconds": 1 }
            """);
    });

    /// <summary>Waits until the store has everything.</summary>
    /// <returns>The name of the latest version.</returns>
    private async Task<string> SavedAsync(ServedFixture served, string prefix)
    {
        await EventuallyAsync("saved", async () =>
            (await served.Client.StatusAsync(new("one"), Stop)).Durability is null or { BytesHereOnly: 0, OpenCuts: 0, Version: not null });
        using var store = server.Open(prefix);
        return $"one/{(await new HeadSeries(store, new("one")).FindLatestAsync(Stop))!.Number}";
    }

    private static async Task WriteAsync(string file, byte[] model, Random random, int writes)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (var write = 0; write < writes; write++)
        {
            var offset = random.Next(Size / Block) * Block;
            random.NextBytes(model.AsSpan(offset, Block));
            stream.Position = offset;
            await stream.WriteAsync(model.AsMemory(offset, Block), Stop);
        }

        stream.Flush(flushToDisk: true);
    }
}
