using System.Text;
using System.Text.Json.Nodes;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Runners;
using Bothy.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bothy.Server.OpenApi;

/// <summary>The description of this API, OpenAPI 3.1. Made when it is first asked for.</summary>
internal static class OpenApiDocument
{
    private static readonly Lazy<byte[]> Bytes = new(static () => Encoding.UTF8.GetBytes(Build().ToJsonString()));

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("openapi.json", static context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Bytes.Value, context.RequestAborted).AsTask();
    });

    public static JsonObject Build()
    {
        var paths = new JsonObject();
        ResourcePaths.Add<EnvironmentResource>(paths);
        ResourcePaths.Add<EnvironmentClassResource>(paths);
        ResourcePaths.Add<RunnerResource>(paths);
        OtherPaths.Add(paths);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Bothy",
                ["version"] = RunningServer.Version,
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = Schemas.All(),
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
        };
    }
}
