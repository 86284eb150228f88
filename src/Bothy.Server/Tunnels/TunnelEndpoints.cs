using System.Text.Json;
using Bothy.Api.Json;
using Bothy.Api.Runners;
using Bothy.Server.Http;
using Bothy.Server.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bothy.Server.Tunnels;

/// <summary>The runner's side: the control WebSocket, the tunnels it dials, and its refusals.</summary>
internal sealed class TunnelEndpoints(ResourceSet<RunnerResource> runners, TunnelBroker broker, CancellationToken stopping)
{
    private static readonly WebSocketAcceptContext Watched = new() { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveTimeout = TimeSpan.FromSeconds(15) };

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("runners/{name}/tunnels", context => WithRunnerAsync(context, LinkAsync));
        api.MapGet("runners/{name}/tunnels/{tunnel:guid}", context => WithRunnerAsync(context, DialAsync));
        api.MapPost("runners/{name}/tunnels/{tunnel:guid}/refusal", context => WithRunnerAsync(context, RefuseAsync));
    }

    private Task WithRunnerAsync(HttpContext context, Func<HttpContext, string, Task> handle)
    {
        var key = new ResourceKey((string)context.Request.RouteValues["name"]!, "default");
        return runners.Find(key) is { } runner
            ? handle(context, runner.Metadata.Name)
            : context.AnswerAsync(Problems.NotFound(RunnerResource.KindName, key.NameOrId));
    }

    private async Task LinkAsync(HttpContext context, string runner)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.AnswerAsync(Problems.UpgradeRequired()).ConfigureAwait(false);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(Watched).ConfigureAwait(false);
        await broker.ServeLinkAsync(runner, socket, stopping).ConfigureAwait(false);
    }

    private async Task DialAsync(HttpContext context, string runner)
    {
        var tunnel = Tunnel(context);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.AnswerAsync(Problems.UpgradeRequired()).ConfigureAwait(false);
        }
        else if (!broker.IsAwaited(runner, tunnel))
        {
            await context.AnswerAsync(Problems.NoSuchTunnel(tunnel.ToString())).ConfigureAwait(false);
        }
        else
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
            await (broker.Dial(runner, tunnel, socket) ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private async Task RefuseAsync(HttpContext context, string runner)
    {
        if (!(await context.ReadObjectAsync(RequestBody.Json).ConfigureAwait(false)).Succeeded(out var body, out var problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        try
        {
            if (broker.Refuse(runner, Tunnel(context), body.Deserialize(ApiJson.Default.TunnelRefusal)!))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
            else
            {
                await context.AnswerAsync(Problems.NoSuchTunnel(Tunnel(context).ToString())).ConfigureAwait(false);
            }
        }
        catch (JsonException unfit)
        {
            await context.AnswerAsync(Problems.Malformed($"The refusal cannot be read: {unfit.Message}")).ConfigureAwait(false);
        }
    }

    private static Guid Tunnel(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["tunnel"]!);
}
