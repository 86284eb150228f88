using Bothy.Api.Environments;
using Bothy.Reconcile;
using Bothy.Server.Resources;

namespace Bothy.Server.Environments;

/// <summary>Gives an environment that has none a runner, or says in its status why there is none.</summary>
internal sealed class PlacementReconciler(ResourceSet<EnvironmentResource> environments, Placement placement, TimeProvider time) : IReconciler<Guid>
{
    private static readonly TimeSpan SettlingPeriod = TimeSpan.FromSeconds(1);

    public async Task<ReconcileResult> ReconcileAsync(Guid key, CancellationToken cancellationToken)
    {
        var name = new ResourceKey(key.ToString(), "");
        if (environments.Find(name) is not { Spec.Runner: null, Metadata.DeletedAt: null } environment)
        {
            return ReconcileResult.Done;
        }

        var decision = placement.Decide(environment, environments.Snapshot);
        if (decision is not (PlacementDecision.Placed or PlacementDecision.Refused))
        {
            return ReconcileResult.RequeueAfter(SettlingPeriod);
        }

        // Under the lock of what was read: somebody may place or delete it meanwhile.
        var outcome = await environments.ChangeAsync(
            name, environment.Metadata.Revision, current => Placed.Apply(current, decision, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        if (!outcome.Succeeded(out _, out _))
        {
            return ReconcileResult.RequeueAfter(TimeSpan.Zero);
        }

        return decision is PlacementDecision.Placed ? ReconcileResult.Done : ReconcileResult.RequeueAfter(Placed.RetryPeriod);
    }
}
