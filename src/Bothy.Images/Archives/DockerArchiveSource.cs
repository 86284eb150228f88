using Bothy.Images.Layers;
using Bothy.Images.Oci;
using Bothy.Images.References;
using Bothy.Images.Sources;

namespace Bothy.Images.Archives;

/// <summary>One image of an archive that <c>docker save</c> wrote. It has no manifest: its configuration's digest, Docker's image id, names it.</summary>
internal sealed class DockerArchiveSource : IImageSource
{
    private readonly DockerArchive archive;
    private readonly DockerArchiveEntry entry;
    private readonly byte[] configuration;
    private readonly string path;
    private readonly string digest;
    private readonly UnpackLimits limits;

    private DockerArchiveSource(DockerArchive archive, DockerArchiveEntry entry, byte[] configuration, string path, UnpackLimits limits)
    {
        this.archive = archive;
        this.entry = entry;
        this.configuration = configuration;
        this.path = path;
        this.limits = limits;
        digest = OciDigest.Of("sha256:", configuration);
    }

    public string Key => $"docker-archive {digest}";

    public string Description => $"archive {path}";

    /// <summary>Finds the image that a reference means.</summary>
    /// <exception cref="ImageException">There is none, or the archive is broken.</exception>
    public static DockerArchiveSource Find(DockerArchiveReference reference, UnpackLimits limits)
    {
        var archive = DockerArchive.Open(reference.Path);
        var entry = archive.Select(reference.Name);
        return new DockerArchiveSource(archive, entry, archive.Read(entry.Config), reference.Path, limits);
    }

    public Task<string?> FindDigestAsync(IProgress<ImageProgress> progress, CancellationToken cancellationToken) => Task.FromResult<string?>(digest);

    public async Task<BuiltImage> BuildAsync(BuildSpace space, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var name = $"The archive {path}";
        var manifest = new OciManifest
        {
            Config = new OciDescriptor { Digest = digest, Size = configuration.Length },
            Layers = [.. entry.Layers?.Select(layer => new OciDescriptor { Size = archive.SizeOf(layer) }) ?? []],
        };
        var image = OciImage.Read(manifest, _ => OciJson.Parse(configuration, OciConfigJson.Default.OciImageDocument, name), name, limits);
        await new LayeredImage(name, limits).WriteAsync(
            [.. image.DiffIds.Select((diffId, index) => new StoredLayer(
                null, diffId, image.Layers[index].Size, _ => Task.FromResult(archive.OpenLayer(entry.Layers![index]))))],
            space.Image,
            index => progress.Report(new ImageProgress($"Unpacking layer {index + 1} of {image.Layers.Count}", 80 * index / image.Layers.Count)),
            progress,
            cancellationToken);
        return new BuiltImage(OciConfigMapping.ToConfig(image.Configuration.Config), digest, $"archive {path}, image {digest}");
    }
}
