namespace Bothy.Images.Sources;

/// <summary>What is kept of images and layers that no environment uses, in <c>DATA/runner/images.json</c>.</summary>
public sealed record CollectionSettings
{
    /// <summary>Days after its last use that an image, or a layer in the cache, is deleted.</summary>
    public int UnusedDays { get; set; } = 14;

    /// <summary>GiB that unused images may take; the least recently used go first.</summary>
    public int UnusedImagesGiB { get; set; } = 50;

    /// <summary>GiB that pulled layers may take.</summary>
    public int LayersGiB { get; set; } = 20;
}
