using Bothy.Images.Layers;

namespace Bothy.Images.Oci;

/// <summary>A manifest with its configuration, checked against each other: what an image is made of, before any of its layers is read.</summary>
/// <param name="Layers">Lowest first.</param>
internal sealed record OciImage(OciImageDocument Configuration, IReadOnlyList<OciDescriptor> Layers, IReadOnlyList<string> DiffIds)
{
    private const int MostLayers = 512;

    /// <param name="name">Where it is from, for messages.</param>
    /// <exception cref="ImageException">It is not an image that this host can use.</exception>
    public static OciImage Read(OciManifest manifest, Func<OciDescriptor, OciImageDocument> readConfiguration, string name, UnpackLimits limits)
    {
        if (manifest.Manifests is not null)
        {
            throw Corrupt(name, "its manifest is an index as well");
        }

        var layers = LayersOf(manifest, name, limits);
        var descriptor = manifest.Config ?? throw Corrupt(name, "its manifest names no configuration");
        if (!OciMediaTypes.IsImageConfiguration(descriptor.MediaType))
        {
            throw new ImageException(ImageProblem.WrongPlatform, $"{name} is not a container image, but an artifact of type {Shown(descriptor.MediaType!)}.");
        }

        var configuration = readConfiguration(descriptor);
        CheckPlatform(configuration, name);
        var diffIds = configuration.Rootfs?.DiffIds ?? throw Corrupt(name, "its configuration lists no layers");
        return diffIds.Count == layers.Count
            ? new OciImage(configuration, layers, diffIds)
            : throw Corrupt(name, $"its manifest has {layers.Count} layers and its configuration {diffIds.Count}");
    }

    private static List<OciDescriptor> LayersOf(OciManifest manifest, string name, UnpackLimits limits)
    {
        if (manifest.Layers is not { } all || all.Any(layer => layer is null))
        {
            throw Corrupt(name, "its manifest lists no layers");
        }

        List<OciDescriptor> layers = [.. all.OfType<OciDescriptor>()];
        if (layers.Count > MostLayers)
        {
            throw new ImageException(ImageProblem.TooLarge, $"{name} has {layers.Count} layers; {MostLayers} are the limit.");
        }

        if (layers.Find(layer => !OciMediaTypes.IsReadableLayer(layer.MediaType)) is { } unreadable)
        {
            throw new ImageException(ImageProblem.Corrupt, $"{name} has a layer of type {Shown(unreadable.MediaType!)}, which is not supported.");
        }

        return layers.All(layer => layer.Size >= 0) && layers.Sum(layer => (decimal)layer.Size) <= limits.Bytes
            ? layers
            : throw new ImageException(ImageProblem.TooLarge, $"{name} has more than {limits.Bytes >> 20} MiB, the limit of this host.");
    }

    private static void CheckPlatform(OciImageDocument configuration, string name)
    {
        var host = OciPlatforms.Host;
        if ((configuration.Os ?? host.Os) != host.Os || (configuration.Architecture ?? host.Architecture) != host.Architecture)
        {
            throw new ImageException(
                ImageProblem.WrongPlatform,
                $"{name} is for {configuration.Os}/{configuration.Architecture}; this host runs {host.Os}/{host.Architecture}.");
        }
    }

    private static string Shown(string type) => type.Length > 100 ? type[..100] + "…" : type;

    private static ImageException Corrupt(string name, string what) => new(ImageProblem.Corrupt, $"{name} is broken: {what}. Copy the image anew.");
}
