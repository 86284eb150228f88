namespace Bothy.Runner.Images;

/// <summary>An image that is mounted on this host.</summary>
/// <param name="Name">What was asked for.</param>
/// <param name="Digest">What its content is.</param>
/// <param name="Source">Where it came from, in words.</param>
/// <param name="Fallback">Why it is not the registry's own image, in words; null if it is.</param>
/// <param name="Path">Where all of it is mounted, read-only, for the host to look at.</param>
/// <param name="Layers">Where what a root filesystem is laid over is mounted: the image, or what it adds and then what it lies on.</param>
/// <param name="Variables">Environment that the image sets.</param>
/// <param name="Arguments">Entrypoint and command of the image.</param>
/// <param name="User">User of the image; null for root.</param>
internal sealed record MountedImage(
    string Name,
    string Digest,
    string Source,
    string? Fallback,
    string Path,
    IReadOnlyList<string> Layers,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<string> Arguments,
    string? User,
    IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>What its user should know of it, in a sentence; null for nothing.</summary>
    public string? Warning { get; init; }
}
