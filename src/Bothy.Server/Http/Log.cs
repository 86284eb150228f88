using Microsoft.Extensions.Logging;

namespace Bothy.Server.Http;

internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Error, "{Trace}: {Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string trace, string method, string path);

    [LoggerMessage(21, LogLevel.Error, "{Method} {Path} failed: the store is not available")]
    public static partial void StoreUnavailable(this ILogger logger, Exception error, string method, string path);

    [LoggerMessage(22, LogLevel.Warning, "Refused a request for host '{Host}' from origin '{Origin}': it comes from a web page of another site")]
    public static partial void CrossSiteRefused(this ILogger logger, string host, string origin);
}
