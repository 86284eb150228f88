using Bothy.Api.Environments;
using Bothy.Api.Problems;
using Bothy.Api.Tunnels;
using Bothy.Server.Http;
using Bothy.Server.Resources;
using Bothy.Server.Tunnels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bothy.Server.Environments;

/// <summary>Streams to what an environment's runner has: its agent, its log, whatever inside asks for access to its remote.</summary>
internal sealed class StreamEndpoints(ResourceSet<EnvironmentResource> environments, TunnelBroker broker, CancellationToken stopping)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("environments/{name}/agent", context => ConnectAsync(context, TunnelTarget.Agent, CheckRunning));
        api.MapGet("environments/{name}/remote", context => ConnectAsync(context, TunnelTarget.Remote, CheckStaying));
        api.MapGet("environments/{name}/logs", ReadLogAsync);
    }

    private async Task ConnectAsync(HttpContext context, TunnelTarget target, Func<EnvironmentResource, Problem?> check)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.AnswerAsync(Problems.UpgradeRequired()).ConfigureAwait(false);
            return;
        }

        if (!Find(context).Succeeded(out var environment, out var problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        if (check(environment) is { } resting)
        {
            await context.AnswerAsync(resting).ConfigureAwait(false);
            return;
        }

        // Asked first and upgraded then, so that a refusal still is an HTTP answer.
        var opened = await broker.OpenAsync(environment.Spec.Runner!, Request(environment, target), context.RequestAborted).ConfigureAwait(false);
        if (!opened.Succeeded(out var tunnel, out problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        using (tunnel)
        {
            using var client = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
            await new Splice(client, tunnel.Socket).RunAsync(stopping).ConfigureAwait(false);
        }
    }

    private async Task ReadLogAsync(HttpContext context)
    {
        if (!Find(context).Succeeded(out var environment, out var problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        var follow = context.Request.Query["follow"] == "true" ? "true" : "false";
        var request = Request(environment, TunnelTarget.Log) with { Arguments = new Dictionary<string, string> { ["follow"] = follow } };
        var opened = await broker.OpenAsync(environment.Spec.Runner!, request, context.RequestAborted).ConfigureAwait(false);
        if (!opened.Succeeded(out var tunnel, out problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        using (tunnel)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await using var log = new TunnelStream(tunnel.Socket);
            await LogResponse.CopyAsync(log, context, ending.Token).ConfigureAwait(false);
        }
    }

    private Outcome<EnvironmentResource> Find(HttpContext context)
    {
        var key = new ResourceKey((string)context.Request.RouteValues["name"]!, "default");
        if (environments.Find(key) is not { } environment)
        {
            return Problems.NotFound(EnvironmentResource.KindName, key.NameOrId);
        }

        return environment.Spec.Runner is null
            ? Problems.NotRunning($"Environment '{environment.Metadata.Name}' has no runner yet. {WhyNot(environment)}".TrimEnd())
            : environment;
    }

    /// <summary>Only what will not change by itself is refused here; of the rest the runner knows more.</summary>
    private static Problem? CheckRunning(EnvironmentResource environment)
    {
        var name = environment.Metadata.Name;
        return CheckStaying(environment) is { } leaving ? leaving
            : environment.Spec.DesiredPhase == DesiredPhase.Stopped
            ? Problems.NotRunning($"Environment '{name}' is {(environment.Status.Phase == EnvironmentPhase.Stopped ? "stopped" : "stopping")}. Start it with `bothy start {name}`.")
            : null;
    }

    /// <summary>One that is being created has a remote to reach before it runs.</summary>
    private static Problem? CheckStaying(EnvironmentResource environment) =>
        environment.Metadata.DeletedAt is null ? null : Problems.NotRunning($"Environment '{environment.Metadata.Name}' is being deleted.");

    private static string WhyNot(EnvironmentResource environment) =>
        string.Join(' ', (environment.Status.Failures ?? []).Select(failure => failure.Message));

    private static TunnelRequest Request(EnvironmentResource environment, TunnelTarget target) =>
        new() { Tunnel = Guid.NewGuid(), Environment = environment.Metadata.Id, Target = target };
}
