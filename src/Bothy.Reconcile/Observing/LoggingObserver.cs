using Microsoft.Extensions.Logging;

namespace Bothy.Reconcile.Observing;

/// <summary>Logs failures as warnings and everything else at debug level.</summary>
public sealed class LoggingObserver<TKey>(ILogger logger, string controller) : IReconcileObserver<TKey>
    where TKey : notnull
{
    public void Finished(in ReconcileReport<TKey> report)
    {
        switch (report.Outcome)
        {
            case ReconcileOutcome.Failed:
                logger.Failed(report.Error, controller, report.Key, report.Failures, report.NextRun);
                break;
            case ReconcileOutcome.Terminal:
                logger.Terminal(report.Error, controller, report.Key);
                break;
            default:
                logger.Finished(controller, report.Key, report.Outcome, report.Waited.TotalMilliseconds, report.Took.TotalMilliseconds);
                break;
        }
    }

    public void ResyncFailed(Exception error) => logger.ResyncFailed(error, controller);
}
