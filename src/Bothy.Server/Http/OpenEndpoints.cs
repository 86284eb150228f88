using Bothy.Api.Json;
using Bothy.Api.Servers;
using Bothy.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bothy.Server.Http;

/// <summary>What needs no token.</summary>
internal static class OpenEndpoints
{
    public static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet("/healthz", static context =>
        {
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync("ok\n", context.RequestAborted);
        });
        root.MapGet("/api/v1/version", static context =>
            context.AnswerAsync(200, new ServerVersion { Version = RunningServer.Version }, ApiJson.Default.ServerVersion));
    }
}
