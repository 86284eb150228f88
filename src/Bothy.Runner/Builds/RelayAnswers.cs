using System.Threading.RateLimiting;
using Bothy.Images;
using Bothy.Images.Registries;
using Microsoft.AspNetCore.Http;

namespace Bothy.Runner.Builds;

/// <summary>Answers what a build asks its relay, no faster than it may have it.</summary>
internal sealed class RelayAnswers(RelayContent content) : IDisposable
{
    private const int Downloads = 4;
    private const int BufferSize = 256 << 10;
    private const int PortionsPerSecond = 20;
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim downloads = new(Downloads);
    private readonly TokenBucketRateLimiter? pace = content.BytesPerSecond == 0 ? null : Pace(content.BytesPerSecond);

    public void Dispose()
    {
        pace?.Dispose();
        downloads.Dispose();
    }

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        switch (context.Request.Path.Value!.Split('/'))
        {
            case ["", "v2", ""]:
                context.Response.StatusCode = StatusCodes.Status200OK;
                break;
            case ["", "v2", var name, "manifests", var reference] when content.Repositories.TryGetValue(name, out var repository):
                await TryAsync(context, name, () => AnswerManifestAsync(context, repository, reference));
                break;
            case ["", "v2", var name, "blobs", var digest] when content.Repositories.TryGetValue(name, out var repository):
                await TryAsync(context, name, () => AnswerBlobAsync(context, repository, digest));
                break;
        }
    }

    /// <summary>Portions small enough that a build does not notice them.</summary>
    private static TokenBucketRateLimiter Pace(long bytesPerSecond)
    {
        var portion = (int)Math.Clamp(bytesPerSecond / PortionsPerSecond, 1, int.MaxValue);
        return new(new TokenBucketRateLimiterOptions
        {
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / PortionsPerSecond),
            TokensPerPeriod = portion,
            TokenLimit = Math.Max(portion, BufferSize),
            QueueLimit = Downloads * BufferSize,
        });
    }

    private async Task TryAsync(HttpContext context, string name, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (Exception exception) when (exception is ImageException or HttpRequestException or IOException or OperationCanceledException)
        {
            // A reader that is gone is no failure of the repository.
            if (!context.RequestAborted.IsCancellationRequested)
            {
                content.Failed(name, exception is OperationCanceledException ? "the registry stopped in the middle of its answer" : exception.Message);
            }

            // The reader tells a lost answer by its length.
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
            }
        }
    }

    private static async Task AnswerManifestAsync(HttpContext context, RelayedRepository repository, string reference)
    {
        if (await repository.FindManifestAsync(reference, context.RequestAborted) is not { } manifest)
        {
            return;
        }

        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        Begin(context, manifest.MediaType, manifest.Content.Length);
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(manifest.Content, context.RequestAborted);
        }
    }

    private async Task AnswerBlobAsync(HttpContext context, RelayedRepository repository, string digest)
    {
        await downloads.WaitAsync(context.RequestAborted);
        try
        {
            using var blob = await repository.OpenBlobAsync(digest, context.RequestAborted);
            if (blob is null)
            {
                return;
            }

            Begin(context, "application/octet-stream", blob.Size);
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await CopyAsync(blob.Content, context);
            }
        }
        finally
        {
            downloads.Release();
        }
    }

    /// <summary>Gives up a registry that stops in the middle.</summary>
    private async Task CopyAsync(Stream blob, HttpContext context)
    {
        var buffer = new byte[BufferSize];
        while (true)
        {
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            stall.CancelAfter(Stall);
            if (await blob.ReadAsync(buffer, stall.Token) is not (> 0 and var read))
            {
                return;
            }

            if (pace is not null)
            {
                using var lease = await pace.AcquireAsync(read, context.RequestAborted);
            }

            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
        }
    }

    private static void Begin(HttpContext context, string type, long length)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = type;
        context.Response.ContentLength = length;
    }
}
