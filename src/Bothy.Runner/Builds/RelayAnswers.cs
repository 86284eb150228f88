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

    /// <summary>What a question costs that gets no answer, in bytes.</summary>
    private const int Question = 4 << 10;
    private const int PortionsPerSecond = 20;
    private const string Bytes = "application/octet-stream";
    private static readonly TimeSpan Stall = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim documents = new(1);
    private readonly SemaphoreSlim downloads = new(Downloads);
    private readonly TokenBucketRateLimiter? pace = content.BytesPerSecond == 0 ? null : Pace(content.BytesPerSecond);

    public void Dispose()
    {
        pace?.Dispose();
        documents.Dispose();
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
                await TryAsync(context, name, () => AnswerManifestAsync(context, name, repository, reference));
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
            QueueLimit = int.MaxValue,
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

    private async Task AnswerManifestAsync(HttpContext context, string name, RelayedRepository repository, string reference)
    {
        await documents.WaitAsync(context.RequestAborted);
        RelayedRepository.Manifest? manifest;
        try
        {
            await PayAsync(Question, context.RequestAborted);
            manifest = await repository.FindManifestAsync(reference, context.RequestAborted);
            await PayAsync(manifest?.Content.Length ?? 0, context.RequestAborted);
        }
        finally
        {
            documents.Release();
        }

        if (manifest is null)
        {
            if (name != RelayedBuild.Steps)
            {
                content.Failed(name, $"the registry does not have {reference} any more");
            }

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
        if (repository.FindSize(digest) is not { } size)
        {
            return;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            Begin(context, Bytes, size);
            return;
        }

        await downloads.WaitAsync(context.RequestAborted);
        try
        {
            // A buffer's worth comes whether anybody reads it or not.
            var paid = (int)Math.Min(size, BufferSize);
            await PayAsync(Math.Max(paid, Question), context.RequestAborted);
            using var blob = await repository.OpenBlobAsync(digest, context.RequestAborted);
            Begin(context, Bytes, blob!.Size);
            await CopyAsync(blob, paid, context);
        }
        finally
        {
            downloads.Release();
        }
    }

    /// <summary>Gives up a registry that stops in the middle, or sends another length than it named.</summary>
    private async Task CopyAsync(RelayedRepository.Blob blob, int paid, HttpContext context)
    {
        var buffer = new byte[BufferSize];
        for (var left = blob.Size; ;)
        {
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            stall.CancelAfter(Stall);
            var read = await blob.Content.ReadAsync(buffer, stall.Token);
            left -= read;
            if (left < 0 || (read == 0 && left > 0))
            {
                throw new IOException("the registry sends a blob of another size than its manifest names");
            }

            if (read == 0)
            {
                return;
            }

            await PayAsync(Math.Max(0, read - paid), context.RequestAborted);
            paid = Math.Max(0, paid - read);
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
        }
    }

    /// <summary>Waits until so many bytes may be had.</summary>
    private async Task PayAsync(int bytes, CancellationToken cancellationToken)
    {
        for (var left = pace is null ? 0 : bytes; left > 0; left -= BufferSize)
        {
            using var lease = await pace!.AcquireAsync(Math.Min(left, BufferSize), cancellationToken);
        }
    }

    private static void Begin(HttpContext context, string type, long length)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = type;
        context.Response.ContentLength = length;
    }
}
