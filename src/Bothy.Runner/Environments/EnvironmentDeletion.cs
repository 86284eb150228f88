using System.Text.Json.Nodes;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Linux.Failpoints;
using Bothy.Runner.Builds;
using Bothy.Runner.Disks;
using Bothy.Runner.Logs;
using Bothy.Runner.Records;
using Bothy.Runner.Status;

namespace Bothy.Runner.Environments;

/// <summary>Removes an environment and its disk from the host, and then lets the API forget it.</summary>
internal sealed class EnvironmentDeletion(
    EnvironmentStop stop,
    HostDisks disks,
    BuildCaches caches,
    RecordStore records,
    EnvironmentLogs logs,
    StatusBoard board,
    BothyClient api)
{
    public async Task RunAsync(EnvironmentResource environment, CancellationToken cancellationToken)
    {
        var id = environment.Metadata.Id;
        board.Change(id, status => status.In(EnvironmentPhase.Deleting, "deleting"));
        await stop.ReleaseAsync(id, cancellationToken);
        Failpoint.Hit("delete.released");
        await caches.DeleteOfAsync(id, cancellationToken);
        await disks.DeleteAsync(id, cancellationToken);
        Failpoint.Hit("delete.disk-deleted");
        records.Remove(id);
        logs.Forget(id);
        Failpoint.Hit("delete.record-removed");
        await RemoveFinalizerAsync(id, cancellationToken);
        Failpoint.Hit("delete.finalizer-removed");
        board.Forget(id);
    }

    /// <summary>The last act: nothing of the environment is on this host any more.</summary>
    private async Task RemoveFinalizerAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await api.Environments.FindAsync(id.ToString(), cancellationToken) is not { } environment)
        {
            return;
        }

        var left = (environment.Metadata.Finalizers ?? []).Where(finalizer => finalizer != RunnerFinalizer.Name);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray([.. left.Select(finalizer => (JsonNode)finalizer)]) },
        };
        await api.Environments.PatchAsync(id.ToString(), patch, environment.Metadata.Revision, cancellationToken);
    }
}
