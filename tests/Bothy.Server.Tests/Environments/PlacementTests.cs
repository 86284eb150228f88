using System.Net;
using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Runners;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Server.Tests.Environments;

public sealed class PlacementTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Create_ReadyRunner_PlacesAtOnce()
    {
        await _server.AddRunnerAsync();

        var created = await _server.CreateEnvironmentAsync("work");

        created.Spec.Runner.ShouldBe("host");
        created.Metadata.Finalizers.ShouldBe(["runner"]);
        created.Metadata.Generation.ShouldBe(1);
        created.Status.Failures.ShouldBeNull();
    }

    [Fact]
    public async Task Create_BeforeTheRunnerComes_IsPlacedWhenItDoes()
    {
        var created = await _server.CreateEnvironmentAsync("work");
        created.Spec.Runner.ShouldBeNull();
        created.Status.Failures.ShouldBeNull("a server that just started does not know its runners yet");

        await _server.AddRunnerAsync();

        var placed = await UntilAsync("work", environment => environment.Spec.Runner is not null);
        placed.Metadata.Finalizers.ShouldBe(["runner"]);
        placed.Metadata.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task Create_NoRunnerForLong_SaysSoUntilOneComes()
    {
        _time.Advance(TimeSpan.FromSeconds(16));

        var created = await _server.CreateEnvironmentAsync("work");
        var failure = created.Status.Failures.ShouldNotBeNull().Single();
        failure.Part.ShouldBe("placement");
        failure.Reason.ShouldBe("NoRunner");
        failure.Message.ShouldContain("bothyd runner");
        failure.RetryAt.ShouldNotBeNull();

        await _server.AddRunnerAsync();

        (await UntilAsync("work", environment => environment.Spec.Runner is not null)).Status.Failures.ShouldBeNull();
    }

    [Fact]
    public async Task Create_SilentOrCordonedRunners_NamesThem()
    {
        await _server.AddRunnerAsync("silent");
        _time.Advance(TimeSpan.FromSeconds(16));
        await _server.AddRunnerAsync("cordoned");
        await _server.Api.Runners.PatchAsync("cordoned", new JsonObject { ["spec"] = new JsonObject { ["cordoned"] = true } }, null, Cancellation);

        var failure = (await _server.CreateEnvironmentAsync("work")).Status.Failures!.Single();

        failure.Message.ShouldContain("'cordoned' is cordoned");
        failure.Message.ShouldContain("'silent' gives no sign of life");
    }

    [Fact]
    public async Task Create_RunnerIsUncordoned_IsPlaced()
    {
        await _server.AddRunnerAsync();
        await _server.Api.Runners.PatchAsync("host", new JsonObject { ["spec"] = new JsonObject { ["cordoned"] = true } }, null, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(14));
        await _server.Api.SendHeartbeatAsync("host", new RunnerHeartbeat(), Cancellation);
        (await _server.CreateEnvironmentAsync("work")).Spec.Runner.ShouldBeNull();

        await _server.Api.Runners.PatchAsync("host", new JsonObject { ["spec"] = new JsonObject { ["cordoned"] = false } }, null, Cancellation);

        await UntilAsync("work", environment => environment.Spec.Runner == "host");
    }

    [Theory]
    [InlineData("cpuMillis", 4000L, "4 CPUs of 2")]
    [InlineData("memoryBytes", 16L << 30, "16 GiB of memory of 8 GiB")]
    [InlineData("diskBytes", 200L << 30, "200 GiB of disk of 100 GiB")]
    public async Task Create_ClassExceedsTheHost_SaysBySoMuchAndIsPlacedWhenLowered(string field, long value, string words)
    {
        await _server.AddRunnerAsync();
        await _server.CreateClassAsync("big");
        await _server.Api.EnvironmentClasses.PatchAsync("big", new JsonObject { ["spec"] = new JsonObject { [field] = value } }, null, Cancellation);

        var failure = (await _server.CreateEnvironmentAsync("work", new EnvironmentSpec { Class = "big" })).Status.Failures!.Single();

        failure.Reason.ShouldBe("ClassExceedsHost");
        failure.Message.ShouldContain(words);
        await _server.Api.EnvironmentClasses.PatchAsync("big", new JsonObject { ["spec"] = new JsonObject { [field] = null } }, null, Cancellation);
        (await UntilAsync("work", environment => environment.Spec.Runner is not null)).Status.Failures.ShouldBeNull();
    }

    [Fact]
    public async Task Create_SeveralRunners_TakesTheEmptiest()
    {
        await _server.AddRunnerAsync("one");
        await _server.AddRunnerAsync("two");

        var runners = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            runners.Add((await _server.CreateEnvironmentAsync($"w{i}")).Spec.Runner);
        }

        runners.Order().ShouldBe(["one", "one", "two", "two"]);
    }

    [Theory]
    [InlineData("""{ "class": "defualt" }""", "spec.class", "did you mean 'default'")]
    [InlineData("""{ "runner": "hots" }""", "spec.runner", "did you mean 'host'")]
    public async Task Create_UnknownReference_IsRefused(string spec, string path, string hint)
    {
        await _server.AddRunnerAsync();

        var problem = await _server.SendAsync(HttpMethod.Post, "environments", $$"""{ "metadata": { "name": "work" }, "spec": {{spec}} }""")
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, ProblemReason.Invalid);

        var error = problem.Errors!.Single();
        error.Path.ShouldBe(path);
        error.Message.ShouldContain(hint);
    }

    [Fact]
    public async Task Replace_ContentOrRunner_IsRefused()
    {
        await _server.AddRunnerAsync("host");
        await _server.AddRunnerAsync("other");
        var created = await _server.CreateEnvironmentAsync("work", new EnvironmentSpec { Runner = "host" });

        var refused = await Should.ThrowAsync<ApiException>(() => _server.Api.Environments.ReplaceAsync(
            created with { Spec = created.Spec with { Runner = "other", Content = new ContentSpec { Directory = new() { Path = "/srv" } } } }, Cancellation));

        refused.Errors.Select(error => error.Path).ShouldBe(["spec.runner", "spec.content"]);
    }

    [Fact]
    public async Task Replace_WithoutRunner_KeepsIt()
    {
        await _server.AddRunnerAsync();
        var created = await _server.CreateEnvironmentAsync("work");

        var replaced = await _server.Api.Environments.ReplaceAsync(
            created with { Spec = created.Spec with { Runner = null, DesiredPhase = DesiredPhase.Stopped } }, Cancellation);

        replaced.Spec.Runner.ShouldBe("host");
        replaced.Metadata.Finalizers.ShouldBe(["runner"]);
        replaced.Metadata.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task Delete_Placed_WaitsForItsRunner()
    {
        await _server.AddRunnerAsync();
        await _server.CreateEnvironmentAsync("work");

        await _server.Api.Environments.DeleteAsync("work", null, Cancellation);
        var deleting = await _server.Api.Environments.GetAsync("work", Cancellation);
        await _server.Api.Environments.PatchAsync(
            deleting.Metadata.Id.ToString(), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray() } }, deleting.Metadata.Revision, Cancellation);

        (await _server.Api.Environments.FindAsync("work", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_Unplaced_IsGoneAtOnce()
    {
        await _server.CreateEnvironmentAsync("work");

        await _server.Api.Environments.DeleteAsync("work", null, Cancellation);

        (await _server.Api.Environments.FindAsync("work", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_RunnerWithEnvironments_NamesThem()
    {
        await _server.AddRunnerAsync();
        await _server.CreateEnvironmentAsync("work");

        (await Should.ThrowAsync<ApiException>(() => _server.Api.Runners.DeleteAsync("host", null, Cancellation))).Message.ShouldContain("work");
    }

    [Fact]
    public async Task Watch_OfARunner_SeesOnlyItsEnvironments()
    {
        await _server.AddRunnerAsync("mine");
        await using var events = _server.Api.Environments.WatchAsync(
            (await _server.Api.Environments.ListAsync(Selection.All, Cancellation)).Revision, new Selection { Runner = "mine" }, Cancellation).GetAsyncEnumerator(Cancellation);
        await _server.CreateEnvironmentAsync("a", new EnvironmentSpec { Runner = "mine" });
        await _server.AddRunnerAsync("other");
        await _server.CreateEnvironmentAsync("b", new EnvironmentSpec { Runner = "other" });
        await _server.CreateEnvironmentAsync("c", new EnvironmentSpec { Runner = "mine" });

        var seen = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            (await events.MoveNextAsync().Within()).ShouldBeTrue();
            seen.Add(events.Current.Resource!.Metadata.Name);
        }

        seen.ShouldBe(["a", "c"]);
        (await _server.Api.Environments.ListAsync(new Selection { Runner = "other" }, Cancellation)).Items.Single().Metadata.Name.ShouldBe("b");
    }

    private async Task<EnvironmentResource> UntilAsync(string name, Func<EnvironmentResource, bool> holds)
    {
        EnvironmentResource? found = null;
        await Deadline.Until(async () => holds(found = await _server.Api.Environments.GetAsync(name, Cancellation)));
        return found!;
    }
}
