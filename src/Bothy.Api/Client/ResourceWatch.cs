using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bothy.Api.Resources;

namespace Bothy.Api.Client;

/// <summary>Follows the change feed of one kind over any number of connections.</summary>
internal sealed class ResourceWatch<TResource>(ApiConnection connection, string path, long since)
    where TResource : class, IResource<TResource>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private long _position = since;
    private TimeSpan _pause = FirstPause;

    public async IAsyncEnumerable<WatchEvent<TResource>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var response = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (response is not null)
            {
                using (response)
                {
                    var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                    var reader = new ServerSentEventReader(stream, connection.Options.WatchSilence, connection.Options.Time);
                    while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } change)
                    {
                        _pause = FirstPause;
                        _position = change.Revision;
                        yield return change;
                    }
                }
            }

            await Task.Delay(_pause * (0.5 + (Random.Shared.NextDouble() / 2)), connection.Options.Time, cancellationToken).ConfigureAwait(false);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    private async Task<HttpResponseMessage?> ConnectAsync(CancellationToken cancellationToken)
    {
        var since = _position.ToString(CultureInfo.InvariantCulture);
        var request = new ApiRequest(HttpMethod.Get, $"{path}watch=true&since={since}") { LastEventId = _position };
        try
        {
            return await connection.OpenInTimeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (ApiException busy) when (busy.Problem.Status >= 500)
        {
            return null;
        }
    }

    /// <summary>Null when this connection is of no more use.</summary>
    private static async ValueTask<WatchEvent<TResource>?> NextAsync(ServerSentEventReader reader, CancellationToken cancellationToken)
    {
        try
        {
            var message = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return message is null ? null : JsonSerializer.Deserialize(message.Value.Data.Span, TResource.Definition.EventJson);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or TimeoutException)
        {
            return null;
        }
    }
}
