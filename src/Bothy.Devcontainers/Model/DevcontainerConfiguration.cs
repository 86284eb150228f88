using Bothy.Devcontainers.Metadata;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Model;

/// <summary>A repository's configuration, before the metadata of its image is known.</summary>
public sealed record DevcontainerConfiguration
{
    private readonly SubstitutionContext context;

    internal DevcontainerConfiguration(SubstitutionContext context) => this.context = context;

    /// <summary>Path of the file, relative to the repository's root; null if the repository has none and the defaults apply.</summary>
    public string? Path { get; init; }

    public string? Name { get; init; }

    /// <summary>The image to start from; null for the default one.</summary>
    public string? Image { get; init; }

    /// <summary>How to build the image; null if it is not built. It wins over <see cref="Image"/>.</summary>
    public DockerfileBuild? Build { get; init; }

    /// <summary>Where the repository's root belongs inside the environment; absolute and normalised.</summary>
    public required string ContentFolder { get; init; }

    /// <summary>Where commands and terminals start; absolute and normalised, usually <see cref="ContentFolder"/> or a folder in it.</summary>
    public required string WorkspaceFolder { get; init; }

    public DevcontainerProperties Properties { get; init; } = new();

    /// <summary>Options for <c>docker run</c>; see <see cref="Machines.MachineDemands"/>.</summary>
    public IReadOnlyList<string> RunArgs { get; init; } = [];

    /// <inheritdoc cref="DevcontainerRequest.LocalWorkspaceFolder"/>
    public string LocalWorkspaceFolder => context.LocalWorkspaceFolder;

    /// <summary>What the file says that has no effect here, each with the reason; a sentence or two without a line break.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Puts this configuration over what the image says about itself. A label that cannot be read adds a warning and nothing else.</summary>
    /// <param name="imageLabels">Labels of the image's configuration; null if it has none.</param>
    public MergedConfiguration Merge(IReadOnlyDictionary<string, string>? imageLabels)
    {
        var metadata = ImageMetadataLabel.Read(imageLabels, context);
        return ConfigurationMerge.Merge(this, metadata);
    }
}
