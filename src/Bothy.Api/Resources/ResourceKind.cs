using System.Text.Json.Serialization.Metadata;

namespace Bothy.Api.Resources;

/// <summary>How a kind of resource is called, where the API keeps it and how it is written.</summary>
/// <param name="Name">As in <c>Environment</c>.</param>
/// <param name="Collection">The path segment of the kind's list, as in <c>environments</c>.</param>
/// <param name="Json">One resource.</param>
/// <param name="ListJson">The answer to a list.</param>
/// <param name="EventJson">One event of a watch.</param>
public sealed record ResourceKind<TResource>(
    string Name,
    string Collection,
    JsonTypeInfo<TResource> Json,
    JsonTypeInfo<ResourceList<TResource>> ListJson,
    JsonTypeInfo<WatchEvent<TResource>> EventJson)
    where TResource : class, IResource<TResource>;
