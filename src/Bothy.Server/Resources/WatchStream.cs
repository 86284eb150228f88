using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;
using Bothy.Api.Resources;
using Bothy.Server.Cache;
using Bothy.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bothy.Server.Resources;

/// <summary>Serves a watch as server-sent events whose ids are revisions.</summary>
/// <remarks>
/// The stream pulls from the feed at the pace of its reader, so that a slow one costs no memory. One that falls behind what the feed
/// keeps is disconnected and told 410 when it comes back; one that reads nothing at all is cut off by the web server's minimum rate.
/// </remarks>
internal sealed class WatchStream<TResource>(HttpContext context, ChangeFeed feed, ResourceFilter<TResource> filter, ResourceRules<TResource> rules, TimeProvider time)
    where TResource : class, IResource<TResource>
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly PipeWriter _output = context.Response.BodyWriter;
    private long _lastWritten = time.GetTimestamp();

    public async Task RunAsync(long since, CancellationToken cancellationToken)
    {
        if (await feed.ReadAsync(since, cancellationToken).ConfigureAwait(false) is not { } page)
        {
            await context.AnswerAsync(Problems.Gone(since)).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.StartAsync(cancellationToken).ConfigureAwait(false);
        await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
        while (page is not null)
        {
            await WriteAsync(page, cancellationToken).ConfigureAwait(false);
            await WaitAsync(page.Revision, cancellationToken).ConfigureAwait(false);
            page = await feed.ReadAsync(page.Revision, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(FeedPage page, CancellationToken cancellationToken)
    {
        var wrote = false;
        foreach (var change in page.Changes)
        {
            if (EventFor(change) is { } message)
            {
                Write(message);
                wrote = true;
            }
        }

        if (!wrote && time.GetElapsedTime(_lastWritten) >= KeepAlive)
        {
            Write(new WatchEvent<TResource> { Type = WatchEventType.Bookmark, Revision = page.Revision });
            wrote = true;
        }

        if (wrote)
        {
            _lastWritten = time.GetTimestamp();
            await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Until there is more, or until it is time for a sign of life.</summary>
    private async Task WaitAsync(long revision, CancellationToken cancellationToken)
    {
        var left = KeepAlive - time.GetElapsedTime(_lastWritten);
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, left, Timeout.InfiniteTimeSpan);
        try
        {
            await feed.WaitBeyondAsync(revision, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time for a bookmark.
        }
    }

    /// <summary>Null if the change is none to whoever looks through the filter.</summary>
    private WatchEvent<TResource>? EventFor(Change change)
    {
        if (change.Resource is not TResource resource)
        {
            return null;
        }

        var matched = change.Previous is TResource previous && filter.Matches(previous);
        if (!change.Deleted && filter.Matches(resource))
        {
            return new() { Type = WatchEventType.Put, Revision = change.Revision, Resource = rules.Present(resource) };
        }

        return matched ? new() { Type = WatchEventType.Deleted, Revision = change.Revision, Resource = rules.Present(resource) } : null;
    }

    private void Write(WatchEvent<TResource> message)
    {
        Write("id: "u8);
        Span<byte> number = stackalloc byte[20];
        Utf8Formatter.TryFormat(message.Revision, number, out var length);
        Write(number[..length]);
        Write("\ndata: "u8);
        Write(JsonSerializer.SerializeToUtf8Bytes(message, TResource.Definition.EventJson));
        Write("\n\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_output.GetSpan(bytes.Length));
        _output.Advance(bytes.Length);
    }
}
