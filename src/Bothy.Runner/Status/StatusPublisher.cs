using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Reconcile;
using Bothy.Runner.Environments;

namespace Bothy.Runner.Status;

/// <summary>Tells the API what the board says, the latest only, one environment at a time.</summary>
internal sealed class StatusPublisher(StatusBoard board, EnvironmentCache environments, BothyClient api) : IReconciler<Guid>
{
    private const int NotFound = 404;

    public async Task<ReconcileResult> ReconcileAsync(Guid key, CancellationToken cancellationToken)
    {
        if (environments.Find(key) is not { } environment || board.Find(key) is not { } status)
        {
            return ReconcileResult.Done;
        }

        try
        {
            await api.Environments.ReplaceStatusAsync(environment with { Status = status }, revision: null, cancellationToken);
        }
        catch (ApiException exception) when (exception.Problem.Status == NotFound)
        {
            // Deleted meanwhile: there is nobody left to tell.
        }

        return ReconcileResult.Done;
    }
}
