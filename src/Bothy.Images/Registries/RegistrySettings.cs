namespace Bothy.Images.Registries;

/// <summary>What is special about one registry, in <c>DATA/runner/images.json</c>.</summary>
public sealed record RegistrySettings
{
    internal const int DefaultParallelDownloads = 4;

    /// <summary>Host and port as in image names, such as <c>docker.io</c> or <c>registry.example:5000</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>Addresses that have the same repositories and are asked first, such as <c>https://mirror.example/docker</c>.</summary>
    public IReadOnlyList<string> Mirrors { get; set; } = [];

    /// <summary>PEM file with certificate authorities that vouch for this registry and its mirrors, instead of the host's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Layers that are fetched at the same time, 1 to 16.</summary>
    public int ParallelDownloads { get; set; } = DefaultParallelDownloads;
}
