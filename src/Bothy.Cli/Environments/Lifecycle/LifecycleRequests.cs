using System.Net;
using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.Environments;

namespace Bothy.Cli.Environments.Lifecycle;

/// <summary>The requests behind the lifecycle commands.</summary>
internal static class LifecycleRequests
{
    public static Task<EnvironmentResource> StopAsync(BothyClient client, string name, CancellationToken cancellationToken) =>
        client.Environments.PatchAsync(name, Spec("desiredPhase", "stopped"), null, cancellationToken);

    public static Task<EnvironmentResource> StartAsync(BothyClient client, string name, CancellationToken cancellationToken) =>
        client.Environments.PatchAsync(name, Spec("desiredPhase", "running"), null, cancellationToken);

    /// <summary>Counts one up from what is there; whoever counts at the same moment makes this look again.</summary>
    public static async Task<EnvironmentResource> RestartAsync(BothyClient client, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var environment = await client.Environments.GetAsync(name, cancellationToken);
            var spec = new JsonObject { ["desiredPhase"] = "running", ["restarts"] = environment.Spec.Restarts + 1 };
            try
            {
                return await client.Environments.PatchAsync(
                    environment.Metadata.Id.ToString(), new JsonObject { ["spec"] = spec }, environment.Metadata.Revision, cancellationToken);
            }
            catch (ApiException stale) when (stale.Status == HttpStatusCode.PreconditionFailed)
            {
                // Changed in between: read it again.
            }
        }
    }

    public static Task<EnvironmentResource> DeleteAsync(BothyClient client, string name, CancellationToken cancellationToken) =>
        client.Environments.DeleteAsync(name, null, cancellationToken);

    private static JsonObject Spec(string member, string value) => new() { ["spec"] = new JsonObject { [member] = value } };
}
