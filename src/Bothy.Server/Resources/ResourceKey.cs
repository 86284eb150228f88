using Bothy.Api.Resources;
using Bothy.Server.Cache;

namespace Bothy.Server.Resources;

/// <summary>How a path names a resource: by id, or by name within an organization.</summary>
internal readonly record struct ResourceKey(string NameOrId, string Organization)
{
    public TResource? FindIn<TResource>(CacheSnapshot snapshot)
        where TResource : class, IResource<TResource> =>
        Guid.TryParseExact(NameOrId, "D", out var id) ? snapshot.Find<TResource>(id) : snapshot.Find<TResource>(Organization, NameOrId);
}
