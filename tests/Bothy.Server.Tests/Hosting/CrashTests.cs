using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Resources;

namespace Bothy.Server.Tests.Hosting;

/// <summary>A real server process, killed under load.</summary>
public sealed class CrashTests
{
    private const int Rounds = 6;
    private const int Writers = 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_UnderLoad_NoAcknowledgedWriteIsLostAndNoWatcherIsMisled()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var directory = new TemporaryDirectory();
        var acknowledged = new ConcurrentDictionary<string, (long Revision, string Value)>();
        var seen = new ConcurrentQueue<WatchEvent<EnvironmentClassResource>>();
        using var stopWatching = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task? watching = null;

        for (var round = 0; round < Rounds; round++)
        {
            using var server = ServerProcess.Start(directory.Path);
            using var api = await server.ConnectAsync();
            watching ??= WatchAsync(BothyClient.ForLocal(directory.Path)!, seen, stopWatching.Token);
            await VerifyAsync(api, acknowledged, seed);
            using var stopWriting = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var before = acknowledged.Values.Sum(write => write.Revision);
            var writers = Enumerable.Range(0, Writers).Select(n => WriteAsync(api, $"r{round}-w{n}", acknowledged, stopWriting.Token)).ToList();
            await Deadline.Until(() => acknowledged.Values.Sum(write => write.Revision) > before);
            await Task.Delay(random.Next(20, 300), Cancellation);

            await server.KillAsync();

            await stopWriting.CancelAsync();
            await Task.WhenAll(writers).Within();
        }

        using var last = ServerProcess.Start(directory.Path);
        using var client = await last.ConnectAsync();
        await VerifyAsync(client, acknowledged, seed);
        var end = (await client.EnvironmentClasses.ListAsync(Selection.All, Cancellation)).Revision;
        await Deadline.Until(() => seen.LastOrDefault()?.Revision >= end);
        await stopWatching.CancelAsync();
        await watching!.Within();

        // Every revision of this store is of a class, so that a gap or a repetition shows.
        seen.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, (int)end).Select(n => (long)n), $"seed {seed}");
        foreach (var (name, (revision, value)) in acknowledged)
        {
            seen.ShouldContain(
                change => change.Revision == revision && change.Resource!.Metadata.Name == name && change.Resource.Spec.Description == value, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Write_BeforeItsAcknowledgement_IsSyncedToTheDisk()
    {
        if (!File.Exists("/usr/bin/strace"))
        {
            Assert.Skip("needs strace");
        }

        const int Writes = 30;
        using var directory = new TemporaryDirectory();
        using var traces = new TemporaryDirectory();
        var trace = Path.Combine(traces.Path, "trace");
        using var server = ServerProcess.Start(directory.Path, "/usr/bin/strace", "-f", "-y", "-s", "0", "-e", "trace=fsync,fdatasync", "-o", trace);
        using var api = await server.ConnectAsync();
        var before = Syncs(trace);

        for (var i = 0; i < Writes; i++)
        {
            await api.EnvironmentClasses.PatchAsync("default", Described($"{i}"), null, Cancellation);
        }

        (Syncs(trace) - before).ShouldBeGreaterThanOrEqualTo(Writes);
    }

    [Fact]
    public async Task Start_OnADirectoryInUse_RefusesAndSaysWhy()
    {
        using var directory = new TemporaryDirectory();
        using var first = ServerProcess.Start(directory.Path);
        using var api = await first.ConnectAsync();

        var start = new ProcessStartInfo(Environment.ProcessPath!, [Program.Serve, directory.Path]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var second = Process.Start(start)!;
        var errors = await second.StandardError.ReadToEndAsync(Cancellation).Within();
        await second.WaitForExitAsync(Cancellation).Within();

        second.ExitCode.ShouldBe(1);
        errors.ShouldContain("Another server works on");
        (await api.GetVersionAsync(Cancellation)).Version.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Start_Files_AreTheOwnersOnly()
    {
        using var directory = new TemporaryDirectory();
        using var server = ServerProcess.Start(directory.Path);
        using var api = await server.ConnectAsync();

        foreach (var file in Directory.GetFiles(Path.Combine(directory.Path, "server")))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    private static async Task WatchAsync(BothyClient api, ConcurrentQueue<WatchEvent<EnvironmentClassResource>> seen, CancellationToken stop)
    {
        using (api)
        {
            try
            {
                await foreach (var change in api.EnvironmentClasses.WatchAsync(0, Selection.All, stop))
                {
                    if (change.Type != WatchEventType.Bookmark)
                    {
                        seen.Enqueue(change);
                    }
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Seen enough.
            }
        }
    }

    /// <summary>Writes one resource over and over, and notes what was acknowledged.</summary>
    private static async Task WriteAsync(
        BothyClient api, string name, ConcurrentDictionary<string, (long, string)> acknowledged, CancellationToken stop)
    {
        try
        {
            var created = await api.EnvironmentClasses.CreateAsync(
                new EnvironmentClassResource { Kind = EnvironmentClassResource.KindName, Metadata = new() { Name = name }, Spec = new() { Description = "0" } }, stop);
            acknowledged[name] = (created.Metadata.Revision, "0");
            for (var i = 1; ; i++)
            {
                var changed = await api.EnvironmentClasses.PatchAsync(name, Described($"{i}"), null, stop);
                acknowledged[name] = (changed.Metadata.Revision, $"{i}");
            }
        }
        catch (Exception killed) when (killed is HttpRequestException or OperationCanceledException)
        {
            // The server is gone; what it did not acknowledge may or may not be there.
        }
    }

    private static async Task VerifyAsync(BothyClient api, ConcurrentDictionary<string, (long Revision, string Value)> acknowledged, int seed)
    {
        var stored = (await api.EnvironmentClasses.ListAsync(Selection.All, Cancellation)).Items.ToDictionary(item => item.Metadata.Name);
        foreach (var (name, (revision, value)) in acknowledged)
        {
            stored.ShouldContainKey(name, $"seed {seed}");
            var found = stored[name];
            if (found.Metadata.Revision == revision)
            {
                found.Spec.Description.ShouldBe(value, $"seed {seed}");
            }

            // At most one write was under way and unacknowledged.
            found.Metadata.Revision.ShouldBeGreaterThanOrEqualTo(revision, $"seed {seed}: {name}");
            int.Parse(found.Spec.Description!).ShouldBeInRange(int.Parse(value), int.Parse(value) + 1, $"seed {seed}: {name}");
        }
    }

    private static JsonObject Described(string value) => new() { ["spec"] = new JsonObject { ["description"] = value } };

    private static int Syncs(string trace) => File.ReadLines(trace).Count(line => line.Contains("sync(", StringComparison.Ordinal) && line.Contains("store.db", StringComparison.Ordinal));
}
