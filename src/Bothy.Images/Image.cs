using System.Text.Json.Serialization;

namespace Bothy.Images;

/// <summary>An image that is on this host, ready to be mounted.</summary>
public sealed record Image
{
    /// <summary><c>sha256:…</c>: of its manifest for an OCI image, of the EROFS file for one that was built here.</summary>
    public required string Digest { get; init; }

    /// <summary>Digest of the image that lies below, to whose files this one's are the differences; null for one that is whole.</summary>
    public string? Lower { get; init; }

    /// <summary>The EROFS file.</summary>
    [JsonIgnore]
    public string ErofsPath { get; init; } = "";

    public required ImageConfig Config { get; init; }

    /// <summary>Where it came from, for people: which source, what it read, when.</summary>
    public required string Source { get; init; }

    /// <summary>Why it is not the registry's own image, in words; null if it is what was asked for.</summary>
    public string? Fallback { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Length of the EROFS file in bytes.</summary>
    public required long Size { get; init; }
}
