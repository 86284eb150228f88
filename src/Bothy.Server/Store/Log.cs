using Microsoft.Extensions.Logging;

namespace Bothy.Server.Store;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Store opened: revision {Revision}, {Count} resources, {Milliseconds:F0} ms")]
    public static partial void StoreOpened(this ILogger logger, long revision, int count, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "A batch of {Count} writes failed")]
    public static partial void BatchFailed(this ILogger logger, Exception error, int count);

    [LoggerMessage(3, LogLevel.Information, "The change feed was compacted: it reaches back to revision {Revision}")]
    public static partial void Compacted(this ILogger logger, long revision);

    [LoggerMessage(4, LogLevel.Warning, "The change feed could not be compacted")]
    public static partial void CompactionFailed(this ILogger logger, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "{Kind} {Name} is of a kind that this version does not know; it is kept and not served")]
    public static partial void UnknownKind(this ILogger logger, string kind, string name);
}
