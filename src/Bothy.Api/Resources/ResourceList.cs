namespace Bothy.Api.Resources;

/// <summary>All resources of one kind as of <see cref="Revision"/>: a watch from that revision continues where the list ends.</summary>
public sealed record ResourceList<TResource>
{
    public required long Revision { get; init; }

    public required IReadOnlyList<TResource> Items { get; init; }
}
