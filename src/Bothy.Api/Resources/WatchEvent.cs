namespace Bothy.Api.Resources;

/// <summary>One change of the feed. <see cref="Revision"/> is also the server-sent event's id.</summary>
public sealed record WatchEvent<TResource>
{
    public required WatchEventType Type { get; init; }

    public required long Revision { get; init; }

    /// <summary>The resource as of this revision; for a deletion, as it was last; absent for a bookmark.</summary>
    public TResource? Resource { get; init; }
}
