using Microsoft.Extensions.Logging;

namespace Bothy.Server.Hosting;

internal static partial class Log
{
    [LoggerMessage(40, LogLevel.Information, "Server {Version} listens on {Url}, {Milliseconds:F0} ms after its start")]
    public static partial void Listening(this ILogger logger, string version, string url, double milliseconds);

    [LoggerMessage(41, LogLevel.Information, "Server stops")]
    public static partial void Stopping(this ILogger logger);
}
