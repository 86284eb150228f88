using System.Text.Json.Nodes;
using Bothy.Api.Resources;
using Bothy.Server.Http;

namespace Bothy.Server.OpenApi;

/// <summary>The verbs that every kind has.</summary>
internal static class ResourcePaths
{
    private const string IfMatch = "The revision that the resource must still be at, as in \"42\".";

    public static void Add<TResource>(JsonObject paths)
        where TResource : class, IResource<TResource>
    {
        var kind = TResource.Definition;
        var collection = $"/api/v1/{kind.Collection}";
        var item = collection + "/{name}";
        paths[collection] = new JsonObject
        {
            ["get"] = List(kind.Name).Build(),
            ["post"] = new Operation($"Create one {kind.Name}.")
                .WithBody(RequestBody.Json, Schemas.Reference(kind.Name))
                .Answering(201, "Created; Location names it.", RequestBody.Json, Schemas.Reference(kind.Name)).Build(),
        };
        paths[item] = new JsonObject
        {
            ["get"] = Answer(new Operation($"Get one {kind.Name} by name or id.").WithPath(item), kind.Name).Build(),
            ["put"] = Answer(
                new Operation("Replace spec, labels, annotations and finalizers.").WithPath(item).WithHeader("If-Match", IfMatch, required: true)
                    .WithBody(RequestBody.Json, Schemas.Reference(kind.Name)),
                kind.Name).Build(),
            ["patch"] = Answer(
                new Operation("Change by a JSON merge patch (RFC 7386).").WithPath(item).WithHeader("If-Match", IfMatch, required: false)
                    .WithBody(RequestBody.MergePatch, new JsonObject { ["type"] = "object" }),
                kind.Name).Build(),
            ["delete"] = Answer(
                new Operation("Delete. It is gone once it has no finalizers.").WithPath(item).WithHeader("If-Match", IfMatch, required: false), kind.Name)
                .Answering(202, "Marked as deleted; its finalizers have work to do.", RequestBody.Json, Schemas.Reference(kind.Name)).Build(),
        };
        paths[item + "/status"] = new JsonObject
        {
            ["put"] = Answer(
                new Operation("Replace the status and nothing else; for runners and controllers.").WithPath(item)
                    .WithHeader("If-Match", IfMatch, required: false).WithBody(RequestBody.Json, Schemas.Reference(kind.Name)),
                kind.Name).Build(),
        };
    }

    private static Operation List(string kind) =>
        new Operation($"List or watch {kind} resources.")
            .Describe(
                $"With watch=true the answer is a text/event-stream whose events are {kind}WatchEvent objects and whose ids are revisions. "
                + "A client that reconnects with Last-Event-ID misses nothing and sees nothing twice, or is answered 410 and lists again. "
                + "A resource that leaves the selection appears as deleted.")
            .WithQuery("watch", "true to watch.")
            .WithQuery("since", "The revision to watch from; the current one if left out.")
            .WithQuery("labelSelector", "As in team=tools,tier!=test,owner,!shared.")
            .WithQuery("organization", "Only this organization's.")
            .WithQuery("runner", "Environments only: those placed on this runner.")
            .WithHeader("Last-Event-ID", "The revision to continue a watch from; wins over since.", required: false)
            .Answering(200, "All that are selected, by name.", RequestBody.Json, Schemas.Reference(kind + "List"))
            .Answering(410, "The feed no longer reaches back that far: list again.", "application/problem+json", Schemas.Reference("Problem"));

    private static Operation Answer(Operation operation, string kind) =>
        operation.Answering(200, $"The {kind}; its revision is also the ETag.", RequestBody.Json, Schemas.Reference(kind));
}
