namespace Bothy.Server.Store;

internal enum WriteOutcome
{
    /// <summary>Durable, and visible to every reader.</summary>
    Committed,

    /// <summary>Another resource of the kind and organization has the name.</summary>
    NameTaken,

    /// <summary>The resource is at another revision.</summary>
    Stale,

    /// <summary>There is no such resource.</summary>
    NotFound,
}
