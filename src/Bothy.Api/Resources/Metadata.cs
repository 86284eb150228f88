namespace Bothy.Api.Resources;

/// <summary>What every resource carries beside its spec and status.</summary>
public sealed record Metadata
{
    /// <summary>UUIDv7, assigned by the server at creation; never changes and is never reused.</summary>
    public Guid Id { get; init; }

    /// <summary>RFC 1123 label (<c>[a-z0-9]([-a-z0-9]*[a-z0-9])?</c>, at most 63 characters), unique per kind and organization.</summary>
    public required string Name { get; init; }

    /// <summary>The owning organization; <c>default</c> on a host that has only one.</summary>
    public string Organization { get; set; } = "default";

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Global, monotonic number of the commit that last wrote this resource; the optimistic lock (<c>If-Match</c>).</summary>
    public long Revision { get; init; }

    /// <summary>Counts changes of the spec, starting at 1.</summary>
    public long Generation { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set by <c>DELETE</c>; the resource disappears when its last finalizer does.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Names of the loops that must clean up before the resource may disappear.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }
}
