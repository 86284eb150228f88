using Bothy.Api.Resources;

namespace Bothy.Server.Cache;

/// <summary>One commit, read.</summary>
/// <param name="Resource">What was written; for a deletion, the resource as it was last. Its revision is the commit's.</param>
/// <param name="Deleted">The resource is gone.</param>
/// <param name="Previous">What the commit replaced; null for a creation.</param>
internal sealed record Change(IResource Resource, bool Deleted, IResource? Previous)
{
    public long Revision => Resource.Metadata.Revision;
}
