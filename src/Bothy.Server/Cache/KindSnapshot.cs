using System.Collections.Immutable;
using Bothy.Api.Resources;

namespace Bothy.Server.Cache;

/// <summary>All resources of one kind at one revision.</summary>
internal sealed record KindSnapshot(
    ImmutableDictionary<Guid, IResource> ById,
    ImmutableSortedDictionary<(string Organization, string Name), IResource> ByName)
{
    public static readonly KindSnapshot Empty = new(
        ImmutableDictionary<Guid, IResource>.Empty,
        ImmutableSortedDictionary.Create<(string, string), IResource>(
            Comparer<(string Organization, string Name)>.Create(static (a, b) =>
                string.CompareOrdinal(a.Organization, b.Organization) is not 0 and var order ? order : string.CompareOrdinal(a.Name, b.Name))));

    public KindSnapshot With(IResource resource) => new(
        ById.SetItem(resource.Metadata.Id, resource),
        ByName.SetItem((resource.Metadata.Organization, resource.Metadata.Name), resource));

    public KindSnapshot Without(IResource resource) => new(
        ById.Remove(resource.Metadata.Id),
        ByName.Remove((resource.Metadata.Organization, resource.Metadata.Name)));
}
