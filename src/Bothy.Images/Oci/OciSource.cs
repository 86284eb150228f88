using Bothy.Images.Layers;
using Bothy.Images.References;
using Bothy.Images.Sources;

namespace Bothy.Images.Oci;

/// <summary>One image of an OCI layout directory. Its lowest layer may stand for an image of this host.</summary>
internal sealed class OciSource : IImageSource
{
    private readonly OciLayout layout;
    private readonly OciDescriptor manifest;
    private readonly UnpackLimits limits;
    private readonly IReadOnlyList<LowerImage> lowers;

    private OciSource(OciLayout layout, OciDescriptor manifest, UnpackLimits limits, string? description, IReadOnlyList<LowerImage> lowers)
    {
        Description = description ?? $"OCI layout {layout.Path}";
        this.lowers = lowers;
        this.layout = layout;
        this.manifest = manifest;
        this.limits = limits;
    }

    public string Key => $"oci {manifest.Digest}";

    public string Description { get; }

    /// <summary>Finds the image that a reference means.</summary>
    /// <param name="description">What to call the layout; null for its path.</param>
    /// <param name="lowers">Images of this host whose layers are not in the layout.</param>
    /// <exception cref="ImageException">There is none, or the layout is broken.</exception>
    public static OciSource Find(OciLayoutReference reference, UnpackLimits limits, string? description = null, IReadOnlyList<LowerImage>? lowers = null)
    {
        var layout = new OciLayout(reference.Path);
        return new OciSource(layout, OciSelection.Select(layout, reference.Tag, OciPlatforms.Host), limits, description, lowers ?? []);
    }

    public Task<string?> FindDigestAsync(IProgress<ImageProgress> progress, CancellationToken cancellationToken) => Task.FromResult(manifest.Digest);

    public async Task<BuiltImage> BuildAsync(BuildSpace space, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var image = OciImage.Read(
            layout.ReadDocument(manifest, OciJson.Default.OciManifest),
            config => layout.ReadDocument(config, OciConfigJson.Default.OciImageDocument),
            Description,
            limits);
        var lower = lowers.FirstOrDefault(lower => image.DiffIds is [var lowest, ..] && lower.DiffId == lowest);
        var layers = image.Layers.Select((layer, index) => new StoredLayer(
            layout.DigestOf(layer), image.DiffIds[index], layer.Size, _ => Task.FromResult(LayerStream.Open(layout.OpenBlob(layer))))).Skip(lower is null ? 0 : 1).ToList();
        await new LayeredImage(Description, limits, lower).WriteAsync(
            layers,
            space.Image,
            index => progress.Report(new ImageProgress(
                $"Unpacking layer {index + 1} of {layers.Count} ({layers[index].Size >> 10} KiB)", 80 * index / layers.Count)),
            progress,
            cancellationToken);
        return new BuiltImage(
            OciConfigMapping.ToConfig(image.Configuration.Config), manifest.Digest, $"{Description}, manifest {manifest.Digest}", lower?.Digest);
    }
}
