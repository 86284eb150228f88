using System.Text.Json;
using Bothy.Api.Json;
using Bothy.Api.Runners;
using Bothy.Server.Http;
using Bothy.Server.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bothy.Server.Runners;

/// <summary>Takes runners' signs of life.</summary>
internal sealed class HeartbeatEndpoint(ResourceSet<RunnerResource> runners, Heartbeats heartbeats)
{
    public void Map(IEndpointRouteBuilder api) => api.MapPut("runners/{name}/heartbeat", BeatAsync);

    private async Task BeatAsync(HttpContext context)
    {
        var key = new ResourceKey((string)context.Request.RouteValues["name"]!, "default");
        if (runners.Find(key) is not { } runner)
        {
            await context.AnswerAsync(Problems.NotFound(RunnerResource.KindName, key.NameOrId)).ConfigureAwait(false);
            return;
        }

        if (!(await context.ReadObjectAsync(RequestBody.Json).ConfigureAwait(false)).Succeeded(out var body, out var problem))
        {
            await context.AnswerAsync(problem).ConfigureAwait(false);
            return;
        }

        try
        {
            heartbeats.Beat(runner.Metadata.Name, body.Deserialize(ApiJson.Default.RunnerHeartbeat)!);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (JsonException unfit)
        {
            await context.AnswerAsync(Problems.Malformed($"The heartbeat cannot be read at {unfit.Path}.")).ConfigureAwait(false);
        }
    }
}
