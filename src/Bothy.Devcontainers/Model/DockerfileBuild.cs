namespace Bothy.Devcontainers.Model;

/// <summary>An image to be built from a Dockerfile of the repository.</summary>
public sealed record DockerfileBuild
{
    /// <summary>Path from the repository's root, normalised.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Folder from the repository's root, normalised; empty for the root itself.</summary>
    public required string Context { get; init; }

    /// <summary>The stage to stop at; null for the last.</summary>
    public string? Target { get; init; }

    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>True to build every step anew.</summary>
    public bool NoCache { get; init; }

    /// <summary>Images of registries in whose repositories steps of earlier builds may lie.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>True to ask registries whether the tags of the images that it builds on have moved.</summary>
    public bool Pull { get; init; }

    /// <summary>False if steps must not reach any network.</summary>
    public bool HasNetwork { get; init; } = true;

    /// <summary>Size of <c>/dev/shm</c> for the steps, in bytes; null for the usual.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>Labels of the image, each <c>name=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Names for the steps' <c>/etc/hosts</c>, each <c>name:address</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Limits of the steps' processes, each <c>name=soft[:hard]</c> (getrlimit(2)).</summary>
    public IReadOnlyList<string> ProcessLimits { get; init; } = [];
}
