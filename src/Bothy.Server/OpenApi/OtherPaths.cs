using System.Text.Json.Nodes;
using Bothy.Server.Http;

namespace Bothy.Server.OpenApi;

/// <summary>What is not a verb on a resource.</summary>
internal static class OtherPaths
{
    private const string Framing =
        "A WebSocket of opaque bytes: binary messages are bytes, their boundaries mean nothing; the text message eof ends the sender's direction; "
        + "a close frame with status 1000 ends both; any other end means that bytes may be missing.";

    public static void Add(JsonObject paths)
    {
        Add(paths, "/healthz", "get", new Operation("Whether the server answers.").Open().Answering(200, "It does."));
        Add(paths, "/api/v1/version", "get", new Operation("The server's version.").Open()
            .Answering(200, "The version.", RequestBody.Json, Schemas.Reference("ServerVersion")));
        Add(paths, "/api/v1/openapi.json", "get", new Operation("This document.").Answering(200, "This document."));
        AddEnvironments(paths);
        AddRunners(paths);
    }

    private static void AddEnvironments(JsonObject paths)
    {
        const string Credentials = "/api/v1/environments/{name}/credentials";
        Add(paths, Credentials, "get", new Operation("The git credentials, for the runner.")
            .Answering(200, "The credentials.", RequestBody.Json, Schemas.Reference("GitCredentials")));
        Add(paths, Credentials, "put", new Operation("Keep git credentials until the environment is deleted.")
            .WithBody(RequestBody.Json, Schemas.Reference("GitCredentials")).Answering(204, "Kept."));
        Add(paths, Credentials, "delete", new Operation("Forget the git credentials.").Answering(204, "Forgotten."));
        Add(paths, "/api/v1/environments/{name}/agent", "get", new Operation("Connect to the agent of a running environment.").Describe(Framing)
            .Answering(101, "The tunnel is open."));
        Add(paths, "/api/v1/environments/{name}/remote", "get", new Operation("Offer to answer one git inside that needs access to its remote.").Describe(Framing)
            .Answering(101, "The tunnel is open."));
        Add(paths, "/api/v1/environments/{name}/logs", "get", new Operation("The log: one LogLine a line.")
            .WithQuery("follow", "true to go on with what is written from now on.")
            .Answering(200, "The lines.", "application/x-ndjson", Schemas.Reference("LogLine")));
    }

    private static void AddRunners(JsonObject paths)
    {
        const string Tunnel = "/api/v1/runners/{name}/tunnels/{tunnel}";
        Add(paths, "/api/v1/runners/{name}/heartbeat", "put", new Operation("Say that a runner is alive.")
            .WithBody(RequestBody.Json, Schemas.Reference("RunnerHeartbeat")).Answering(204, "Heard."));
        Add(paths, "/api/v1/runners/{name}/tunnels", "get", new Operation("A runner's control WebSocket: the server asks for tunnels in text messages.")
            .Answering(101, "The link is open."));
        Add(paths, Tunnel, "get", new Operation("A runner opens a tunnel that it was asked for.").Describe(Framing).Answering(101, "The tunnel is open."));
        Add(paths, Tunnel + "/refusal", "post", new Operation("A runner says why it does not open a tunnel.")
            .WithBody(RequestBody.Json, Schemas.Reference("TunnelRefusal")).Answering(204, "Passed on."));
    }

    private static void Add(JsonObject paths, string path, string verb, Operation operation)
    {
        var verbs = paths[path]?.AsObject() ?? [];
        verbs[verb] = operation.WithPath(path).Build();
        paths[path] = verbs;
    }
}
