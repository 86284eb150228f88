using Microsoft.Extensions.Logging;

namespace Bothy.Reconcile.Observing;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "{Controller} {Key}: {Outcome} (waited {Waited:F1} ms, took {Took:F1} ms)")]
    public static partial void Finished(this ILogger logger, string controller, object key, ReconcileOutcome outcome, double waited, double took);

    [LoggerMessage(2, LogLevel.Warning, "{Controller} {Key}: failure {Failures} in a row, trying again in {NextRun}")]
    public static partial void Failed(this ILogger logger, Exception? error, string controller, object key, int failures, TimeSpan? nextRun);

    [LoggerMessage(3, LogLevel.Warning, "{Controller} {Key}: failed, and trying again will not help")]
    public static partial void Terminal(this ILogger logger, Exception? error, string controller, object key);

    [LoggerMessage(4, LogLevel.Warning, "{Controller}: keys could not be listed for a resync")]
    public static partial void ResyncFailed(this ILogger logger, Exception error, string controller);
}
