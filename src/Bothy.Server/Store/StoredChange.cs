namespace Bothy.Server.Store;

/// <summary>One commit of the change feed.</summary>
/// <param name="Resource">What was written; for a deletion, the resource as it was last.</param>
/// <param name="Deleted">The resource is gone.</param>
/// <param name="Previous">What the commit replaced; null for a creation.</param>
internal sealed record StoredChange(StoredResource Resource, bool Deleted, StoredResource? Previous)
{
    public long Revision => Resource.Revision;
}
