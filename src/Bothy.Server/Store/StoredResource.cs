namespace Bothy.Server.Store;

/// <summary>A resource as the store keeps it: a JSON document, and the columns that queries need.</summary>
/// <param name="Revision">The commit that wrote it; the document's own <c>metadata.revision</c> means nothing.</param>
/// <param name="Document">JSON.</param>
internal sealed record StoredResource(string Kind, Guid Id, string Organization, string Name, long Revision, string Document);
