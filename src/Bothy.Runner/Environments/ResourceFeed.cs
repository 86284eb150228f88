using System.Text.Json;
using Bothy.Api.Client;
using Bothy.Api.Resources;

namespace Bothy.Runner.Environments;

/// <summary>Resources of one kind as the API has them: a list, then every change after it.</summary>
internal sealed class ResourceFeed<TResource>(ResourceClient<TResource> client, Selection selection, TimeProvider time)
    where TResource : class, IResource<TResource>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private string? told;

    /// <summary>Follows until cancelled, whatever becomes of the server.</summary>
    /// <param name="listed">Given all there are: at first, and again whenever changes may have been missed.</param>
    /// <param name="put">Given each that was made or changed since.</param>
    /// <param name="deleted">Given each that was deleted since.</param>
    public async Task FollowAsync(Action<IReadOnlyList<TResource>> listed, Action<TResource> put, Action<TResource> deleted, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var list = await client.ListAsync(selection, cancellationToken);
                listed(list.Items);
                await foreach (var change in client.WatchAsync(list.Revision, selection, cancellationToken))
                {
                    switch (change)
                    {
                        case { Type: WatchEventType.Put, Resource: { } resource }:
                            put(resource);
                            break;
                        case { Type: WatchEventType.Deleted, Resource: { } resource }:
                            deleted(resource);
                            break;
                    }
                }
            }
            catch (GoneException)
            {
                // The feed no longer reaches back: list again.
            }
            catch (Exception exception) when (exception is HttpRequestException or ApiException or IOException or InvalidDataException or JsonException && !cancellationToken.IsCancellationRequested)
            {
                if (exception is (InvalidDataException or JsonException) && told != exception.Message)
                {
                    told = exception.Message;
                    Console.WriteLine($"What the server says of {typeof(TResource).Name} cannot be understood, and is asked for again. Are server and runner of one version? {told}");
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
