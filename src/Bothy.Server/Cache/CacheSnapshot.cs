using System.Collections.Immutable;
using Bothy.Api.Resources;

namespace Bothy.Server.Cache;

/// <summary>Everything there is at one revision. Never changes: readers keep it as long as they like.</summary>
internal sealed record CacheSnapshot(long Revision, ImmutableDictionary<string, KindSnapshot> Kinds)
{
    public static readonly CacheSnapshot Empty = new(0, ImmutableDictionary<string, KindSnapshot>.Empty);

    /// <summary>All of a kind, ordered by organization and name.</summary>
    public IEnumerable<TResource> All<TResource>()
        where TResource : class, IResource<TResource> =>
        Of(TResource.Definition.Name).ByName.Values.Cast<TResource>();

    public TResource? Find<TResource>(string organization, string name)
        where TResource : class, IResource<TResource> =>
        Of(TResource.Definition.Name).ByName.GetValueOrDefault((organization, name)) as TResource;

    public TResource? Find<TResource>(Guid id)
        where TResource : class, IResource<TResource> =>
        Of(TResource.Definition.Name).ById.GetValueOrDefault(id) as TResource;

    public CacheSnapshot With(IResource resource) =>
        this with { Kinds = Kinds.SetItem(resource.Kind, Of(resource.Kind).With(resource)) };

    public CacheSnapshot With(Change change)
    {
        var kind = Of(change.Resource.Kind);
        return new CacheSnapshot(
            change.Revision,
            Kinds.SetItem(change.Resource.Kind, change.Deleted ? kind.Without(change.Resource) : kind.With(change.Resource)));
    }

    private KindSnapshot Of(string kind) => Kinds.GetValueOrDefault(kind, KindSnapshot.Empty);
}
