using System.Net;
using Bothy.Api.Client;
using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Server.Tests.Runners;

public sealed class RunnerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Get_WithHeartbeats_IsReadyUntilTheyStop()
    {
        await _server.AddRunnerAsync();
        (await ReadyAsync()).Status.ShouldBe(ConditionStatus.True);

        _time.Advance(TimeSpan.FromSeconds(14));
        (await ReadyAsync()).Status.ShouldBe(ConditionStatus.True);
        _time.Advance(TimeSpan.FromSeconds(2));

        var silent = await ReadyAsync();
        silent.Status.ShouldBe(ConditionStatus.False);
        silent.Reason.ShouldBe("NoHeartbeat");
        silent.Message!.ShouldContain("16 s");
        await _server.Api.SendHeartbeatAsync("host", new RunnerHeartbeat(), Cancellation);
        (await ReadyAsync()).Status.ShouldBe(ConditionStatus.True);
    }

    [Fact]
    public async Task Heartbeat_IsNoRevision()
    {
        var runner = await _server.AddRunnerAsync();

        await _server.Api.SendHeartbeatAsync("host", new RunnerHeartbeat(), Cancellation);

        (await _server.Api.Runners.ListAsync(Selection.All, Cancellation)).Revision.ShouldBe(runner.Metadata.Revision);
    }

    [Fact]
    public async Task Heartbeat_UnknownRunner_NotFound() =>
        (await Should.ThrowAsync<ApiException>(() => _server.Api.SendHeartbeatAsync("none", new RunnerHeartbeat(), Cancellation))).Status.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Restart_BeforeTheNextHeartbeat_IsNotReady()
    {
        await _server.AddRunnerAsync();

        await _server.RestartAsync();

        (await ReadyAsync()).Message!.ShouldContain("since the server started");
    }

    [Fact]
    public async Task ReplaceStatus_OwnConditions_StandBesideReady()
    {
        var runner = await _server.AddRunnerAsync();
        var check = new Condition { Type = "Cgroups", Status = ConditionStatus.True, Reason = "Found" };

        await _server.Api.Runners.ReplaceStatusAsync(runner with { Status = runner.Status with { Conditions = [check] } }, null, Cancellation);

        (await _server.Api.Runners.GetAsync("host", Cancellation)).Status.Conditions!.Select(condition => condition.Type).ShouldBe(["Ready", "Cgroups"]);
    }

    private async Task<Condition> ReadyAsync() =>
        (await _server.Api.Runners.GetAsync("host", Cancellation)).Status.Conditions!.Single(condition => condition.Type == "Ready");
}
