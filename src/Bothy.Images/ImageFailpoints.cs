namespace Bothy.Images;

/// <summary>Step boundaries at which tests kill the process.</summary>
internal static class ImageFailpoints
{
    public const string SpaceMade = "image.space-made";

    /// <summary>A layer is in the image file, which is none yet.</summary>
    public const string LayerWritten = "image.layer-written";

    /// <summary>The image file is complete, and has no name yet.</summary>
    public const string Converted = "image.converted";
    public const string FilePublished = "image.file-published";
    public const string DescriptionPublished = "image.description-published";
    public const string NamePublished = "image.name-published";

    /// <summary>Some bytes of a layer are in its file.</summary>
    public const string BlobPart = "image.blob-part";

    /// <summary>A layer has its name.</summary>
    public const string BlobComplete = "image.blob-complete";

    /// <summary>Those on the way from a layout.</summary>
    public static IReadOnlyList<string> All { get; } =
        [SpaceMade, LayerWritten, Converted, FilePublished, DescriptionPublished, NamePublished];

    /// <summary>Those on the way from a registry, besides.</summary>
    public static IReadOnlyList<string> OfPulls { get; } = [BlobPart, BlobComplete];
}
