using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Api.Resources;

namespace Bothy.Api.Client;

/// <summary>The resources of one kind.</summary>
/// <remarks>Every call throws <see cref="ApiException"/> when the server refuses and <see cref="HttpRequestException"/> when there is none.</remarks>
public sealed class ResourceClient<TResource>
    where TResource : class, IResource<TResource>
{
    private readonly ApiConnection _connection;
    private readonly string _collection;

    internal ResourceClient(ApiConnection connection)
    {
        _connection = connection;
        _collection = TResource.Definition.Collection;
    }

    public Task<ResourceList<TResource>> ListAsync(Selection selection, CancellationToken cancellationToken) =>
        _connection.SendAsync(new ApiRequest(HttpMethod.Get, _collection + selection.ToQuery()), TResource.Definition.ListJson, cancellationToken);

    public Task<TResource> GetAsync(string nameOrId, CancellationToken cancellationToken) =>
        SendAsync(new ApiRequest(HttpMethod.Get, Item(nameOrId)), cancellationToken);

    /// <summary>Like <see cref="GetAsync"/>, but null if there is none.</summary>
    public async Task<TResource?> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(nameOrId, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException absent) when (absent.Problem.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Creates it; the answer has the server's metadata and defaults.</summary>
    public Task<TResource> CreateAsync(TResource resource, CancellationToken cancellationToken) =>
        SendAsync(new ApiRequest(HttpMethod.Post, _collection) { Body = ToJson(resource) }, cancellationToken);

    /// <summary>Replaces spec, labels, annotations and finalizers, if the resource is still at <c>metadata.revision</c>; 412 otherwise.</summary>
    public Task<TResource> ReplaceAsync(TResource resource, CancellationToken cancellationToken) =>
        SendAsync(
            new ApiRequest(HttpMethod.Put, Item(resource)) { Body = ToJson(resource), Revision = resource.Metadata.Revision },
            cancellationToken);

    /// <summary>Applies a JSON merge patch (RFC 7386).</summary>
    /// <param name="patch">The members to change; null removes one.</param>
    /// <param name="revision">Only if the resource is still at this revision, 412 otherwise; null for whatever it is.</param>
    public Task<TResource> PatchAsync(string nameOrId, JsonObject patch, long? revision, CancellationToken cancellationToken)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(patch.ToJsonString());
        return SendAsync(
            new ApiRequest(HttpMethod.Patch, Item(nameOrId)) { Body = body, ContentType = "application/merge-patch+json", Revision = revision },
            cancellationToken);
    }

    /// <summary>Asks for the deletion. The answer is the resource as it was last, with <c>deletedAt</c>; it is gone once it has no finalizers.</summary>
    public Task<TResource> DeleteAsync(string nameOrId, long? revision, CancellationToken cancellationToken) =>
        SendAsync(new ApiRequest(HttpMethod.Delete, Item(nameOrId)) { Revision = revision }, cancellationToken);

    /// <summary>Replaces the status and nothing else; for runners and controllers.</summary>
    /// <param name="resource">Found by its id; of the rest only the status is sent on.</param>
    /// <param name="revision">Only if the resource is still at this revision, 412 otherwise; null for whatever it is.</param>
    public Task<TResource> ReplaceStatusAsync(TResource resource, long? revision, CancellationToken cancellationToken) =>
        SendAsync(new ApiRequest(HttpMethod.Put, Item(resource) + "/status") { Body = ToJson(resource), Revision = revision }, cancellationToken);

    /// <summary>
    /// Yields every change after <paramref name="since"/>, each once and in order, over as many connections as it takes, until cancelled.
    /// Bookmarks say how far the feed has come when nothing changed.
    /// </summary>
    /// <param name="since">The revision of a list or of the last event seen.</param>
    /// <exception cref="GoneException">The feed no longer reaches back to where the watch continues: list again.</exception>
    public IAsyncEnumerable<WatchEvent<TResource>> WatchAsync(long since, Selection selection, CancellationToken cancellationToken)
    {
        var query = selection.ToQuery();
        return new ResourceWatch<TResource>(_connection, _collection + (query.Length == 0 ? "?" : query + "&"), since).ReadAsync(cancellationToken);
    }

    private static byte[] ToJson(TResource resource) => JsonSerializer.SerializeToUtf8Bytes(resource, TResource.Definition.Json);

    private Task<TResource> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        _connection.SendAsync(request, TResource.Definition.Json, cancellationToken);

    private string Item(string nameOrId) => $"{_collection}/{Uri.EscapeDataString(nameOrId)}";

    private string Item(TResource resource) => Item(resource.Metadata.Id == Guid.Empty ? resource.Metadata.Name : resource.Metadata.Id.ToString());
}
