using Bothy.Images.Content;
using Bothy.Images.Layers;
using Bothy.Images.Oci;
using Bothy.Images.References;
using Bothy.Images.Registries.Authentication;
using Bothy.Images.Registries.Transport;
using Bothy.Images.Sources;

namespace Bothy.Images.Registries;

/// <summary>
/// One image of a registry. A name that was pulled once means the same image from then on, until that is removed: environments start without
/// asking anybody.
/// </summary>
internal sealed class RegistrySource(
    RegistryReference reference, RegistrySettings? settings, Credentials credentials, ContentStore store, UnpackLimits limits, TimeProvider time) : IImageSource
{
    private OciDescriptor? manifest;

    public string Key => $"registry {reference.Canonical}";

    public string Description => $"registry {reference.Registry}";

    public async Task<string?> FindDigestAsync(IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        store.Make();
        progress.Report(new ImageProgress($"Asking {reference.Registry} for {reference.Canonical}", 0));
        using var repository = Open();
        manifest = await new RegistryManifest(repository, store, reference).FindAsync(OciPlatforms.Host, cancellationToken);
        return manifest.Digest;
    }

    public async Task<BuiltImage> BuildAsync(BuildSpace space, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var found = manifest ?? throw new InvalidOperationException("Its digest was not asked for.");
        using var repository = Open();
        var image = await ReadAsync(repository, found, progress, cancellationToken);
        await using var downloads = new LayerDownloads(store, repository, image.Layers, settings?.ParallelDownloads ?? RegistrySettings.DefaultParallelDownloads);
        var pull = new PullProgress(reference.Canonical, image.Layers.Count, image.Layers.Sum(layer => layer.Size), progress, time);
        downloads.Start(pull, cancellationToken);
        try
        {
            await new LayeredImage(reference.Canonical, limits).WriteAsync(
                [.. image.Layers.Select((layer, index) => new StoredLayer(
                    layer.Digest, image.DiffIds[index], layer.Size, stop => downloads.OpenAsync(index, stop)))],
                space.Image,
                _ => { },
                progress,
                cancellationToken);
        }
        catch (ImageException exception) when (exception.Problem == ImageProblem.Corrupt && downloads.HasReused)
        {
            // Power may have failed while an earlier attempt wrote it.
            await DiscardAsync(image, cancellationToken);
            throw new ImageException(ImageProblem.BuildFailed, $"{exception.Message} Its layers were here already; they are fetched anew.", exception);
        }

        return new BuiltImage(
            OciConfigMapping.ToConfig(image.Configuration.Config), found.Digest, $"{repository.Endpoint.Base.Authority}, manifest {found.Digest}");
    }

    private async Task<OciImage> ReadAsync(Repository repository, OciDescriptor found, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var document = store.Layout.ReadDocument(found, OciJson.Default.OciManifest);
        if (document.Config is { } config && OciMediaTypes.IsImageConfiguration(config.MediaType))
        {
            CheckSmall(config);
            await BlobDownload.EnsureAsync(store, repository, config, new PullProgress("its configuration", 1, config.Size, progress, time), cancellationToken);
        }

        var image = OciImage.Read(
            document, descriptor => store.Layout.ReadDocument(descriptor, OciConfigJson.Default.OciImageDocument), reference.Canonical, limits);
        foreach (var layer in image.Layers)
        {
            store.Layout.DigestOf(layer);
        }

        return image;
    }

    private async Task DiscardAsync(OciImage image, CancellationToken cancellationToken)
    {
        foreach (var layer in image.Layers)
        {
            await store.DiscardAsync(layer.Digest!, cancellationToken);
        }
    }

    private void CheckSmall(OciDescriptor config)
    {
        store.Layout.DigestOf(config);
        if (config.Size is < 0 or > OciLayout.MaximumDocument)
        {
            throw new ImageException(ImageProblem.TooLarge, $"{reference.Canonical} has a configuration of {config.Size} bytes.");
        }
    }

    private Repository Open() => new(reference.Registry, reference.Repository, settings, credentials, new Patience(time));
}
