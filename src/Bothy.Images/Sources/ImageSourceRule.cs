using Bothy.Images.Registries;

namespace Bothy.Images.Sources;

/// <summary>Says where images of certain names come from. Exactly one of <see cref="Debian"/> and <see cref="Layout"/> is given.</summary>
public sealed record ImageSourceRule
{
    /// <summary>The name as users write it or in full, <c>*</c> standing for any characters: <c>debian:*</c>, <c>ghcr.io/team/app:1.2</c>.</summary>
    public required string Match { get; init; }

    /// <summary>Build a Debian system.</summary>
    public DebianRule? Debian { get; set; }

    /// <summary>Take the image from an OCI layout: <c>/srv/images/app</c> or <c>/srv/images/app:tag</c>.</summary>
    public string? Layout { get; set; }

    /// <summary>True to ask the image's registry first, and to use this only if it does not answer.</summary>
    public bool Fallback { get; set; }
}

/// <summary>A Debian system to build.</summary>
public sealed record DebianRule
{
    /// <summary>Release, such as <c>bookworm</c>; by default what the image's tag says.</summary>
    public string? Suite { get; set; }

    /// <summary>Packages besides the minimal system.</summary>
    public IReadOnlyList<string> Packages { get; set; } = [];

    /// <summary>The image's own program, such as <c>/sbin/init</c>; a shell by default.</summary>
    public IReadOnlyList<string>? Command { get; set; }

    /// <summary>A user with id 1000 who may become root, and as whom developers work; none by default.</summary>
    public string? User { get; set; }
}

/// <summary>The file <c>DATA/runner/images.json</c>.</summary>
public sealed record ImageSourcesConfiguration
{
    /// <summary>Image of repositories that name none.</summary>
    public string? DefaultImage { get; set; }

    /// <summary>Rules that come before the built-in ones; the first that matches counts.</summary>
    public IReadOnlyList<ImageSourceRule> Sources { get; set; } = [];

    /// <summary>What is special about registries; others are reached as their names say.</summary>
    public IReadOnlyList<RegistrySettings> Registries { get; set; } = [];

    /// <summary>Files with credentials for registries, asked before those of docker(1) and podman(1).</summary>
    public IReadOnlyList<string> CredentialFiles { get; set; } = [];

    /// <summary>What is kept of images that nothing uses.</summary>
    public CollectionSettings Collection { get; set; } = new();
}
