using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Server.Tests.Resources;

public sealed class WatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_SixteenWriters_EveryWatcherSeesEachRevisionOnceAndInOrder()
    {
        const int Writers = 16;
        const int Each = 15;
        await using var server = await TestServer.StartAsync();
        var watchers = Enumerable.Range(0, 4).Select(_ => Collect(server, 1, Writers * Each)).ToList();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            await server.CreateClassAsync($"w{writer}");
            for (var i = 1; i < Each; i++)
            {
                await server.Api.EnvironmentClasses.PatchAsync($"w{writer}", Labelled($"{i}"), null, Cancellation);
            }
        }));

        foreach (var watcher in watchers)
        {
            (await watcher.Within()).Select(change => change.Revision).ShouldBe(Enumerable.Range(2, Writers * Each).Select(n => (long)n));
        }
    }

    [Fact]
    public async Task Watch_OverRestartsOfTheServer_MissesNothingAndRepeatsNothing()
    {
        await using var server = await TestServer.StartAsync();
        var watching = Collect(server, 0, 31);

        for (var restart = 0; restart < 3; restart++)
        {
            for (var i = 0; i < 10; i++)
            {
                await server.CreateClassAsync($"c{restart}-{i}");
            }

            await server.RestartAsync();
        }

        (await watching.Within()).Select(change => change.Revision).ShouldBe(Enumerable.Range(1, 31).Select(n => (long)n));
    }

    [Fact]
    public async Task Watch_LastEventId_WinsOverSince()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateClassAsync("a");
        await server.CreateClassAsync("b");
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, "/api/v1/environmentclasses?watch=true&since=0"));
        message.Headers.Add("Last-Event-ID", "2");

        using var response = await server.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        (await reader.ReadLineAsync(Cancellation).AsTask().Within()).ShouldBe("id: 3");
    }

    [Fact]
    public async Task Watch_FromWhatTheFeedForgot_IsGone()
    {
        await using var server = await TestServer.StartAsync(options => options with { FeedLength = 3, CompactionPeriod = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 10; i++)
        {
            await server.CreateClassAsync($"c{i}");
        }

        // The feed in memory still reaches back; what a restart leaves is what the store has.
        await Deadline.Until(() => CompactedUpTo(server) >= 8);
        await server.RestartAsync();
        using var response = await server.Http.GetAsync(
            new Uri(server.Url, "/api/v1/environmentclasses?watch=true&since=1"), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.Gone);

        await Should.ThrowAsync<GoneException>(() => Collect(server, 1, 1));
        (await Collect(server, 9, 2).Within()).Select(change => change.Revision).ShouldBe([10, 11]);
    }

    [Theory]
    [InlineData("999", HttpStatusCode.Gone, ProblemReason.Gone)]
    [InlineData("x", HttpStatusCode.BadRequest, ProblemReason.Malformed)]
    [InlineData("-1", HttpStatusCode.BadRequest, ProblemReason.Malformed)]
    [InlineData("99999999999999999999", HttpStatusCode.BadRequest, ProblemReason.Malformed)]
    public async Task Watch_FromNoRevisionOfThisStore_SaysSo(string since, HttpStatusCode status, string reason)
    {
        await using var server = await TestServer.StartAsync();

        await server.SendAsync(HttpMethod.Get, "environmentclasses?watch=true&since=" + since).ShouldBeProblem(status, reason);
    }

    [Fact]
    public async Task Watch_ThroughAFilter_LeavingAppearsAsDeleted()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = server.Api.EnvironmentClasses.WatchAsync(1, new Selection { Labels = "team=x" }, Cancellation).GetAsyncEnumerator(Cancellation);
        await server.CreateClassAsync("never");
        await server.CreateClassAsync("a");
        await server.Api.EnvironmentClasses.PatchAsync("a", Labelled("x"), null, Cancellation);
        await server.Api.EnvironmentClasses.PatchAsync("a", Labelled("y"), null, Cancellation);
        await server.Api.EnvironmentClasses.PatchAsync("a", Labelled("z"), null, Cancellation);
        await server.Api.EnvironmentClasses.PatchAsync("a", Labelled("x"), null, Cancellation);
        await server.Api.EnvironmentClasses.DeleteAsync("a", null, Cancellation);

        var seen = new List<(WatchEventType, string)>();
        for (var i = 0; i < 4; i++)
        {
            (await events.MoveNextAsync().Within()).ShouldBeTrue();
            seen.Add((events.Current.Type, events.Current.Resource!.Metadata.Labels!["team"]));
        }

        seen.ShouldBe([(WatchEventType.Put, "x"), (WatchEventType.Deleted, "y"), (WatchEventType.Put, "x"), (WatchEventType.Deleted, "x")]);
    }

    [Fact]
    public async Task Watch_FromTheStore_FiltersLikeFromMemory()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateClassAsync("a");
        foreach (var team in new[] { "x", "y", "z", "x" })
        {
            await server.Api.EnvironmentClasses.PatchAsync("a", Labelled(team), null, Cancellation);
        }

        var memory = await Collect(server, 0, 3, new Selection { Labels = "team=x" }).Within();
        await server.RestartAsync();
        var store = await Collect(server, 0, 3, new Selection { Labels = "team=x" }).Within();

        memory.Select(change => (change.Type, change.Revision)).ShouldBe([(WatchEventType.Put, 3), (WatchEventType.Deleted, 4), (WatchEventType.Put, 6)]);
        store.Select(change => (change.Type, change.Revision)).ShouldBe(memory.Select(change => (change.Type, change.Revision)));
    }

    [Fact]
    public async Task Watch_WhenNothingHappens_GivesBookmarks()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await using var events = server.Api.EnvironmentClasses.WatchAsync(1, new Selection { Labels = "none" }, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = events.MoveNextAsync().AsTask();
        await server.CreateClassAsync("unseen");

        await Deadline.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return next.IsCompleted;
        });

        events.Current.Type.ShouldBe(WatchEventType.Bookmark);
        events.Current.Revision.ShouldBe(2);
        events.Current.Resource.ShouldBeNull();
    }

    [Fact]
    public async Task Watch_ReaderThatStalls_HoldsUpNobodyAndGetsEverythingLater()
    {
        const int Changes = 150;
        await using var server = await TestServer.StartAsync();
        using var socket = new TcpClient { ReceiveBufferSize = 8192 };
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port, Cancellation);
        var request = $"GET /api/v1/environmentclasses?watch=true&since=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.Token}\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var annotation = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["a"] = new string('x', 100_000) } } };
        await server.CreateClassAsync("big");

        for (var i = 1; i < Changes; i++)
        {
            annotation["metadata"]!["annotations"]!["n"] = $"{i}";
            await server.Api.EnvironmentClasses.PatchAsync("big", annotation, null, Cancellation);
        }

        // 15 MB were written while nobody read them.
        using var reader = new StreamReader(socket.GetStream());
        var ids = new List<string>();
        while (ids.Count < Changes)
        {
            var line = await reader.ReadLineAsync(Cancellation).AsTask().Within();
            line.ShouldNotBeNull("the stream ended");
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                ids.Add(line);
            }
        }

        ids.ShouldBe(Enumerable.Range(2, Changes).Select(revision => $"id: {revision}"));
    }

    private static long CompactedUpTo(TestServer server)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "server", "store.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM counters WHERE name = 'compacted'";
        return (long)command.ExecuteScalar()!;
    }

    private static Task<List<WatchEvent<EnvironmentClassResource>>> Collect(TestServer server, long since, int count, Selection? selection = null) =>
        Task.Run(async () =>
        {
            var changes = new List<WatchEvent<EnvironmentClassResource>>();
            await foreach (var change in server.Api.EnvironmentClasses.WatchAsync(since, selection ?? Selection.All, Cancellation))
            {
                if (change.Type != WatchEventType.Bookmark)
                {
                    changes.Add(change);
                }

                if (changes.Count == count)
                {
                    break;
                }
            }

            return changes;
        });

    private static JsonObject Labelled(string team) =>
        new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = team } } };
}
