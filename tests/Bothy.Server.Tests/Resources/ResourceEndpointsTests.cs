using System.Net;
using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Problems;

namespace Bothy.Server.Tests.Resources;

public sealed class ResourceEndpointsTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Start_NewInstallation_HasTheDefaultClass()
    {
        var classes = await _server.Api.EnvironmentClasses.ListAsync(Selection.All, Cancellation);

        classes.Items.Single().Metadata.Name.ShouldBe("default");
        classes.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task Start_DefaultClassWasDeleted_StaysDeleted()
    {
        await _server.Api.EnvironmentClasses.DeleteAsync("default", null, Cancellation);

        await _server.RestartAsync();

        (await _server.Api.EnvironmentClasses.ListAsync(Selection.All, Cancellation)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_Class_HasServerMetadataAndIsFoundByNameAndId()
    {
        using var response = await _server.SendAsync(HttpMethod.Post, "environmentclasses", """{ "metadata": { "name": "big", "revision": 77, "generation": 9 } }""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location!.ToString().ShouldBe("/api/v1/environmentclasses/big");
        response.Headers.ETag!.Tag.ShouldBe("\"2\"");

        var created = await _server.Api.EnvironmentClasses.GetAsync("big", Cancellation);

        created.Metadata.Revision.ShouldBe(2);
        created.Metadata.Generation.ShouldBe(1);
        created.Metadata.Id.Version.ShouldBe(7);
        created.Spec.ShouldBe(new EnvironmentClassSpec());
        (await _server.Api.EnvironmentClasses.GetAsync(created.Metadata.Id.ToString(), Cancellation)).ShouldBe(created);
    }

    [Fact]
    public async Task Create_TakenName_Conflicts()
    {
        await _server.CreateClassAsync("big");

        var problem = await _server.SendAsync(HttpMethod.Post, "environmentclasses", """{ "metadata": { "name": "big" } }""")
            .ShouldBeProblem(HttpStatusCode.Conflict, ProblemReason.AlreadyExists);

        problem.Detail!.ShouldContain("'big'");
    }

    [Fact]
    public async Task Create_Invalid_ListsEveryError()
    {
        var problem = await _server.SendAsync(HttpMethod.Post, "environmentclasses", """{ "metadata": { "name": "B" }, "spec": { "pidz": 1, "cpuMillis": 1 } }""")
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, ProblemReason.Invalid);

        problem.Errors!.Select(error => error.Path).ShouldBe(["metadata.name", "spec.pidz", "spec.cpuMillis"], ignoreOrder: true);
    }

    [Fact]
    public async Task Create_WithStatus_IgnoresIt()
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post, "environmentclasses", """{ "metadata": { "name": "big" }, "status": { "observedGeneration": 7, "x": 1 } }""");

        (await _server.Api.EnvironmentClasses.GetAsync("big", Cancellation)).Status.ObservedGeneration.ShouldBe(0);
    }

    [Fact]
    public async Task Replace_WithoutIfMatch_IsAskedForIt() =>
        await _server.SendAsync(HttpMethod.Put, "environmentclasses/default", """{ "metadata": { "name": "default" } }""")
            .ShouldBeProblem(HttpStatusCode.PreconditionRequired, ProblemReason.PreconditionRequired);

    [Fact]
    public async Task Replace_Stale_NamesTheCurrentRevision()
    {
        var created = await _server.CreateClassAsync("big");
        var changed = await _server.Api.EnvironmentClasses.ReplaceAsync(created with { Spec = created.Spec with { Pids = 100 } }, Cancellation);

        var stale = await Should.ThrowAsync<ApiException>(() =>
            _server.Api.EnvironmentClasses.ReplaceAsync(created with { Spec = created.Spec with { Pids = 200 } }, Cancellation));

        stale.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        stale.Reason.ShouldBe(ProblemReason.Stale);
        stale.Message.ShouldContain($"at revision {changed.Metadata.Revision}, not {created.Metadata.Revision}");
    }

    [Fact]
    public async Task Replace_Spec_CountsTheGenerationAndKeepsTheStatus()
    {
        var created = await _server.CreateClassAsync("big");
        var observed = await _server.Api.EnvironmentClasses.ReplaceStatusAsync(created with { Status = new() { ObservedGeneration = 1 } }, null, Cancellation);

        var replaced = await _server.Api.EnvironmentClasses.ReplaceAsync(
            observed with { Spec = observed.Spec with { Pids = 100 }, Status = new() { ObservedGeneration = 99 } }, Cancellation);

        observed.Metadata.Generation.ShouldBe(1);
        replaced.Metadata.Generation.ShouldBe(2);
        replaced.Metadata.CreatedAt.ShouldBe(created.Metadata.CreatedAt);
        replaced.Status.ObservedGeneration.ShouldBe(1);
        replaced.Spec.Pids.ShouldBe(100);
    }

    [Fact]
    public async Task Replace_LabelsOnly_KeepsTheGeneration()
    {
        var created = await _server.CreateClassAsync("big");

        var replaced = await _server.Api.EnvironmentClasses.ReplaceAsync(
            created.With(created.Metadata with { Labels = new Dictionary<string, string> { ["a"] = "b" } }), Cancellation);

        replaced.Metadata.Generation.ShouldBe(1);
        replaced.Metadata.Revision.ShouldBe(3);
        replaced.Metadata.Labels!["a"].ShouldBe("b");
    }

    [Fact]
    public async Task Replace_WithTheSame_WritesNothing()
    {
        var created = await _server.CreateClassAsync("big");

        (await _server.Api.EnvironmentClasses.ReplaceAsync(created, Cancellation)).Metadata.Revision.ShouldBe(created.Metadata.Revision);
    }

    [Theory]
    [InlineData("""{ "metadata": { "name": "other" } }""", "metadata.name")]
    [InlineData("""{ "metadata": { "name": "default", "organization": "other" } }""", "metadata.organization")]
    [InlineData("""{ "metadata": { "name": "default", "id": "01890000-0000-7000-8000-000000000000" } }""", "metadata.id")]
    public async Task Replace_Identity_IsRefused(string body, string path)
    {
        var problem = await _server.SendAsync(HttpMethod.Put, "environmentclasses/default", body, ifMatch: "\"1\"")
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, ProblemReason.Invalid);

        problem.Errors!.Select(error => error.Path).ShouldBe([path]);
    }

    [Theory]
    [InlineData("\"1\"", HttpStatusCode.OK)]
    [InlineData("1", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData("\"2\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"x\"", HttpStatusCode.BadRequest)]
    [InlineData("\"1\", \"2\"", HttpStatusCode.BadRequest)]
    [InlineData("-1", HttpStatusCode.BadRequest)]
    public async Task Replace_IfMatch_IsRead(string header, HttpStatusCode status)
    {
        using var response = await _server.SendAsync(HttpMethod.Put, "environmentclasses/default", """{ "metadata": { "name": "default" } }""", ifMatch: header);

        response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Patch_SixteenAtOnceWithoutIfMatch_LosesNone()
    {
        await _server.CreateClassAsync("big");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(n => _server.Api.EnvironmentClasses.PatchAsync(
            "big", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [$"l{n}"] = "x" } } }, null, Cancellation)));

        (await _server.Api.EnvironmentClasses.GetAsync("big", Cancellation)).Metadata.Labels!.Count.ShouldBe(16);
    }

    [Fact]
    public async Task Patch_StaleIfMatch_IsRefused()
    {
        await _server.CreateClassAsync("big");

        (await Should.ThrowAsync<ApiException>(() => _server.Api.EnvironmentClasses.PatchAsync(
            "big", new JsonObject { ["spec"] = new JsonObject { ["pids"] = 99 } }, 1, Cancellation))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Patch_ToInvalid_IsRefusedAndChangesNothing()
    {
        var created = await _server.CreateClassAsync("big");

        var refused = await Should.ThrowAsync<ApiException>(() => _server.Api.EnvironmentClasses.PatchAsync(
            "big", new JsonObject { ["spec"] = new JsonObject { ["pids"] = 1 } }, null, Cancellation));

        refused.Errors.Single().Path.ShouldBe("spec.pids");
        (await _server.Api.EnvironmentClasses.GetAsync("big", Cancellation)).ShouldBe(created);
    }

    [Fact]
    public async Task Patch_NullInSpec_RestoresTheDefault()
    {
        await _server.CreateClassAsync("big", new EnvironmentClassSpec { Pids = 100 });

        (await _server.Api.EnvironmentClasses.PatchAsync("big", new JsonObject { ["spec"] = new JsonObject { ["pids"] = null } }, null, Cancellation))
            .Spec.Pids.ShouldBe(new EnvironmentClassSpec().Pids);
    }

    [Fact]
    public async Task Delete_WithoutFinalizers_IsGone()
    {
        await _server.CreateClassAsync("big");

        var deleted = await _server.Api.EnvironmentClasses.DeleteAsync("big", null, Cancellation);

        deleted.Metadata.DeletedAt.ShouldNotBeNull();
        (await _server.Api.EnvironmentClasses.FindAsync("big", Cancellation)).ShouldBeNull();
        await _server.CreateClassAsync("big");
    }

    [Fact]
    public async Task Delete_WithFinalizers_WaitsForThem()
    {
        var created = await _server.CreateClassAsync("big");
        var held = await _server.Api.EnvironmentClasses.ReplaceAsync(created.With(created.Metadata with { Finalizers = ["one", "two"] }), Cancellation);

        using (var response = await _server.SendAsync(HttpMethod.Delete, "environmentclasses/big"))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        var deleting = await _server.Api.EnvironmentClasses.GetAsync("big", Cancellation);
        deleting.Metadata.DeletedAt.ShouldNotBeNull();
        deleting.Metadata.Generation.ShouldBe(held.Metadata.Generation);
        (await _server.Api.EnvironmentClasses.DeleteAsync("big", null, Cancellation)).Metadata.Revision.ShouldBe(deleting.Metadata.Revision);
        var taken = await Should.ThrowAsync<ApiException>(() => _server.CreateClassAsync("big"));
        taken.Message.ShouldContain("still being deleted");

        var half = await _server.Api.EnvironmentClasses.ReplaceAsync(deleting.With(deleting.Metadata with { Finalizers = ["two"] }), Cancellation);
        (await Should.ThrowAsync<ApiException>(() => _server.Api.EnvironmentClasses.ReplaceAsync(
            half.With(half.Metadata with { Finalizers = ["two", "three"] }), Cancellation))).Errors.Single().Path.ShouldBe("metadata.finalizers");
        await _server.Api.EnvironmentClasses.ReplaceAsync(half.With(half.Metadata with { Finalizers = [] }), Cancellation);

        (await _server.Api.EnvironmentClasses.FindAsync("big", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Replace_WithoutFinalizers_KeepsThem()
    {
        var created = await _server.CreateClassAsync("big");
        var held = await _server.Api.EnvironmentClasses.ReplaceAsync(created.With(created.Metadata with { Finalizers = ["one"] }), Cancellation);

        var replaced = await _server.Api.EnvironmentClasses.ReplaceAsync(
            held.With(held.Metadata with { Finalizers = null }) with { Spec = held.Spec with { Pids = 99 } }, Cancellation);

        replaced.Metadata.Finalizers.ShouldBe(["one"]);
    }

    [Fact]
    public async Task Delete_StaleIfMatch_IsRefused()
    {
        await _server.CreateClassAsync("big");

        (await Should.ThrowAsync<ApiException>(() => _server.Api.EnvironmentClasses.DeleteAsync("big", 1, Cancellation))).Reason.ShouldBe(ProblemReason.Stale);
    }

    [Fact]
    public async Task Delete_ClassInUse_NamesItsUsers()
    {
        await _server.CreateEnvironmentAsync("work");

        var refused = await Should.ThrowAsync<ApiException>(() => _server.Api.EnvironmentClasses.DeleteAsync("default", null, Cancellation));

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldContain("work");
    }

    [Fact]
    public async Task ReplaceStatus_OfARecreatedNamesake_DoesNotReachIt()
    {
        var old = await _server.CreateClassAsync("big");
        await _server.Api.EnvironmentClasses.DeleteAsync("big", null, Cancellation);
        await _server.CreateClassAsync("big");

        (await Should.ThrowAsync<ApiException>(() => _server.Api.EnvironmentClasses.ReplaceStatusAsync(
            old with { Status = new() { ObservedGeneration = 5 } }, null, Cancellation))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "status": 1 }""")]
    [InlineData("""{ "status": { "observedGeneration": "x" } }""")]
    public async Task ReplaceStatus_Unreadable_SaysSo(string body) =>
        await _server.SendAsync(HttpMethod.Put, "environmentclasses/default/status", body).ShouldBeProblem(HttpStatusCode.BadRequest, ProblemReason.Malformed);

    [Fact]
    public async Task ReplaceStatus_FromANewerRunner_IgnoresWhatIsUnknown()
    {
        using var response = await _server.SendAsync(
            HttpMethod.Put, "environmentclasses/default/status", """{ "status": { "observedGeneration": 3, "newer": [] } }""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _server.Api.EnvironmentClasses.GetAsync("default", Cancellation)).Status.ObservedGeneration.ShouldBe(3);
    }

    [Fact]
    public async Task List_Selected_HasOnlyThose()
    {
        foreach (var (name, team) in new[] { ("b", "x"), ("a", "x"), ("c", "y") })
        {
            var created = await _server.CreateClassAsync(name);
            await _server.Api.EnvironmentClasses.ReplaceAsync(
                created.With(created.Metadata with { Labels = new Dictionary<string, string> { ["team"] = team } }), Cancellation);
        }

        (await _server.Api.EnvironmentClasses.ListAsync(new Selection { Labels = "team=x" }, Cancellation))
            .Items.Select(item => item.Metadata.Name).ShouldBe(["a", "b"]);
        await _server.SendAsync(HttpMethod.Get, "environmentclasses?labelSelector=a%20b").ShouldBeProblem(HttpStatusCode.BadRequest, ProblemReason.Malformed);
    }

    [Fact]
    public async Task Restart_EverythingIsStillThere()
    {
        var created = await _server.CreateClassAsync("big", new EnvironmentClassSpec { Pids = 100 });

        await _server.RestartAsync();

        (await _server.Api.EnvironmentClasses.GetAsync("big", Cancellation)).ShouldBe(created);
        (await _server.CreateClassAsync("next")).Metadata.Revision.ShouldBe(created.Metadata.Revision + 1);
    }

    [Fact]
    public async Task Restart_KeepsItsPortAndToken()
    {
        var (url, token) = (_server.Url, _server.Token);

        await _server.RestartAsync();

        _server.Url.ShouldBe(url);
        _server.Token.ShouldBe(token);
    }
}
