namespace Bothy.Server.Store;

/// <summary>A write with its precondition, judged inside the transaction that makes it.</summary>
/// <param name="ExpectedRevision">For an update or a deletion: the revision that it replaces.</param>
/// <param name="Document">JSON; for a deletion, the resource as watchers see it last.</param>
internal sealed record ResourceWrite(
    WriteType Type,
    string Kind,
    Guid Id,
    string Organization,
    string Name,
    long ExpectedRevision,
    string Document);
