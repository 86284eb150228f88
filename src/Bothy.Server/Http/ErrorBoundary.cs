using Bothy.Server.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Http;

/// <summary>Turns whatever goes wrong into problem details, and keeps its cause in the log.</summary>
internal sealed class ErrorBoundary(ILogger logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            await DescribeBareStatusAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(context, bad.StatusCode == 413 ? Problems.TooLarge(RequestBody.Limit) : Problems.Malformed(bad.Message)).ConfigureAwait(false);
        }
        catch (StoreException unavailable)
        {
            logger.StoreUnavailable(unavailable, context.Request.Method, context.Request.Path);
            await AnswerAsync(context, Problems.Unavailable(unavailable.Message)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // This is the border: nothing of a fault but its log entry's name goes out.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.RequestFailed(error, context.TraceIdentifier, context.Request.Method, context.Request.Path);
            await AnswerAsync(context, Problems.Internal(context.TraceIdentifier)).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext context, Api.Problems.Problem problem)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.Clear();
            return context.AnswerAsync(problem);
        }

        // Half an answer is out: breaking off is the only way to tell.
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Routing answers what it does not know with a status alone.</summary>
    private static Task DescribeBareStatusAsync(HttpContext context)
    {
        if (context.Response.HasStarted || context.Response.ContentType is not null)
        {
            return Task.CompletedTask;
        }

        return context.Response.StatusCode switch
        {
            404 => context.AnswerAsync(Problems.NoSuchPath(context.Request.Path)),
            405 => context.AnswerAsync(Problems.MethodNotAllowed(context.Request.Method, context.Request.Path)),
            _ => Task.CompletedTask,
        };
    }
}
