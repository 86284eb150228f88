using Bothy.Api.Tunnels;
using Microsoft.AspNetCore.Http;

namespace Bothy.Server.Environments;

/// <summary>Answers with a log as it comes.</summary>
internal static class LogResponse
{
    public static async Task CopyAsync(TunnelStream log, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.StartAsync(cancellationToken).ConfigureAwait(false);
        var output = context.Response.BodyWriter;
        try
        {
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            while (await log.ReadAsync(output.GetMemory(16 * 1024), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                output.Advance(read);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // Breaking off is how the reader tells a loss from the log's end.
            context.Abort();
        }
    }
}
