namespace Bothy.Images.Oci;

/// <summary>OCI content descriptor. Everything is optional as long as it was not checked.</summary>
internal sealed record OciDescriptor
{
    public string? MediaType { get; init; }

    public string? Digest { get; init; }

    public long Size { get; init; }

    public Dictionary<string, string>? Annotations { get; init; }

    public OciPlatform? Platform { get; init; }
}

/// <summary>What an image runs on, in Go's words.</summary>
internal sealed record OciPlatform
{
    public string? Architecture { get; init; }

    public string? Os { get; init; }

    public string? Variant { get; init; }
}

/// <summary>An image index, or a manifest: they are told apart by what they have.</summary>
internal sealed record OciManifest
{
    public int SchemaVersion { get; init; }

    public string? MediaType { get; init; }

    /// <summary>Of an index.</summary>
    public IReadOnlyList<OciDescriptor?>? Manifests { get; init; }

    /// <summary>Of a manifest.</summary>
    public OciDescriptor? Config { get; init; }

    /// <summary>Of a manifest, lowest first.</summary>
    public IReadOnlyList<OciDescriptor?>? Layers { get; init; }
}

/// <summary>An image's configuration.</summary>
internal sealed record OciImageDocument
{
    public string? Architecture { get; init; }

    public string? Os { get; init; }

    public OciConfigSection? Config { get; init; }

    public OciRootSection? Rootfs { get; init; }
}

internal sealed record OciConfigSection
{
    public string? User { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public IReadOnlyList<string>? Shell { get; init; }

    public IReadOnlyList<string>? OnBuild { get; init; }

    public string? WorkingDir { get; init; }

    public Dictionary<string, string>? Labels { get; init; }
}

internal sealed record OciRootSection
{
    [System.Text.Json.Serialization.JsonPropertyName("diff_ids")]
    public IReadOnlyList<string>? DiffIds { get; init; }
}
