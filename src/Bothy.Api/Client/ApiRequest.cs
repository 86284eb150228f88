using System.Globalization;
using System.Net.Http.Headers;

namespace Bothy.Api.Client;

/// <summary>A request that can be sent more than once.</summary>
/// <param name="Path">Relative to the API's root, with the query.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Sent as <c>If-Match</c>.</summary>
    public long? Revision { get; init; }

    /// <summary>Sent as <c>Last-Event-ID</c>.</summary>
    public long? LastEventId { get; init; }

    /// <summary>Sent as <c>Sec-WebSocket-Key</c> of a request to speak WebSocket.</summary>
    public string? WebSocketKey { get; init; }

    public void Apply(HttpRequestMessage message)
    {
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        }

        if (Revision is { } revision)
        {
            message.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"")));
        }

        if (LastEventId is { } lastEventId)
        {
            message.Headers.Add("Last-Event-ID", lastEventId.ToString(CultureInfo.InvariantCulture));
        }

        if (WebSocketKey is not null)
        {
            message.Headers.Connection.Add("Upgrade");
            message.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
            message.Headers.Add("Sec-WebSocket-Version", "13");
            message.Headers.Add("Sec-WebSocket-Key", WebSocketKey);
        }
    }

    public override string ToString() => $"{Method} {Path}";
}
