namespace Bothy.Images.Sources;

/// <summary>Something that can make one image.</summary>
internal interface IImageSource
{
    /// <summary>
    /// Names what <see cref="BuildAsync"/> would make: the same key gives an equal image. Known without building, and quickly.
    /// </summary>
    string Key { get; }

    /// <summary>What it is, for people.</summary>
    string Description { get; }

    /// <summary>The digest of the image that <see cref="BuildAsync"/>, which must follow, would make; null if only building tells.</summary>
    Task<string?> FindDigestAsync(IProgress<ImageProgress> progress, CancellationToken cancellationToken);

    /// <summary>Makes the image as an EROFS file that is complete and on stable storage when this returns.</summary>
    /// <param name="space">Where to make it, and what else the source needs.</param>
    Task<BuiltImage> BuildAsync(BuildSpace space, IProgress<ImageProgress> progress, CancellationToken cancellationToken);
}

/// <summary>An image that was made.</summary>
/// <param name="Digest">The image's digest if the source knows it; else the digest of the file is taken.</param>
/// <param name="Source">Where it came from, for people; part of what is remembered.</param>
/// <param name="Lower">Digest of the image that it lies on; null if it is whole.</param>
internal sealed record BuiltImage(ImageConfig Config, string? Digest, string Source, string? Lower = null);

/// <summary>Where an image is made; everything else in it is deleted afterwards.</summary>
/// <param name="Image">The EROFS file to make; it does not exist.</param>
/// <param name="Scratch">Empty directory for files in between.</param>
/// <param name="ToolLock">A lock file that the tools it starts must hold (flock(1)), so that nobody deletes the directories under them.</param>
internal sealed record BuildSpace(string Image, string Scratch, string ToolLock);
