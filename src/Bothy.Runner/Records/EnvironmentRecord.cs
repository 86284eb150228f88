using Bothy.Api.Environments;

namespace Bothy.Runner.Records;

/// <summary>
/// What a runner must remember about an environment that the API does not say: written before the act it describes, so that
/// whoever finds it after a crash knows what may exist on the host.
/// </summary>
internal sealed record EnvironmentRecord
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The slot last claimed.</summary>
    public int? Slot { get; init; }

    /// <summary>What it may reach: holds again after a restart of this process, whether or not the API can be asked.</summary>
    public EgressSpec? Egress { get; init; }

    /// <summary>The content, once it is complete on the disk.</summary>
    public ContentRecord? Content { get; init; }

    /// <summary>The image that was built from the repository's Dockerfile, if it has one.</summary>
    public BuildRecord? Build { get; init; }

    /// <summary>The machine that was started last; it may have ended since.</summary>
    public MachineRecord? Machine { get; init; }

    /// <summary>The image that the disk was last used with, which must stay on this host.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>True once the image's home directories were copied to the disk.</summary>
    public bool HomePopulated { get; init; }

    /// <summary>Lifecycle commands that have been run to their end on this disk, by their plan's marker.</summary>
    public IReadOnlyDictionary<string, int> FinishedCommands { get; init; } = new Dictionary<string, int>();
}
