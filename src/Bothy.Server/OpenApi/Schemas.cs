using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Api.Resources;
using Bothy.Api.Runners;

namespace Bothy.Server.OpenApi;

/// <summary>The schemas of everything that crosses the API, taken from the types that are written and read.</summary>
internal static class Schemas
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    public static JsonObject All()
    {
        var schemas = new JsonObject
        {
            ["Problem"] = Export(ApiJson.Default.Problem),
            ["RunnerHeartbeat"] = Export(ApiJson.Default.RunnerHeartbeat),
            ["GitCredentials"] = Export(ApiJson.Default.GitCredentials),
            ["TunnelRefusal"] = Export(ApiJson.Default.TunnelRefusal),
            ["LogLine"] = Export(ApiJson.Default.LogLine),
            ["ServerVersion"] = Export(ApiJson.Default.ServerVersion),
        };
        Add<EnvironmentResource>(schemas);
        Add<EnvironmentClassResource>(schemas);
        Add<RunnerResource>(schemas);
        return schemas;
    }

    private static void Add<TResource>(JsonObject schemas)
        where TResource : class, IResource<TResource>
    {
        var kind = TResource.Definition;
        schemas[kind.Name] = Export(kind.Json);
        schemas[kind.Name + "List"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["revision"] = new JsonObject { ["type"] = "integer", ["description"] = "Watch from here to continue where the list ends." },
                ["items"] = new JsonObject { ["type"] = "array", ["items"] = Reference(kind.Name) },
            },
            ["required"] = new JsonArray("revision", "items"),
        };
        schemas[kind.Name + "WatchEvent"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["enum"] = new JsonArray("put", "deleted", "bookmark") },
                ["revision"] = new JsonObject { ["type"] = "integer", ["description"] = "Also the event's id." },
                ["resource"] = Reference(kind.Name),
            },
            ["required"] = new JsonArray("type", "revision"),
        };
    }

    /// <summary>The shapes of what writes itself in its own way.</summary>
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        if (type == typeof(PortRange))
        {
            return new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = ushort.MaxValue },
                    new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+(-[0-9]+)?$" }),
            };
        }

        return type == typeof(EgressSpec)
            ? new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    new JsonObject { ["enum"] = new JsonArray([.. EgressSpec.Words.Select(word => (JsonNode)word)]) },
                    new JsonObject { ["type"] = "array", ["items"] = Export(ReadableJson.Context.EgressRule) }),
            }
            : schema;
    }

    private static JsonNode Export(JsonTypeInfo type) => type.GetJsonSchemaAsNode(Options);
}
