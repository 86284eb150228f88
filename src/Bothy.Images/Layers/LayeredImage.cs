using Bothy.Images.Erofs;
using Bothy.Images.Oci;
using Bothy.Images.Trees;
using Bothy.Linux.Failpoints;
using ZstdSharp;

namespace Bothy.Images.Layers;

/// <summary>Makes an EROFS file of layers, lowest first. Both digests of each are checked on the way; what fails leaves a file that is none.</summary>
/// <param name="name">Where the layers are from, for messages.</param>
/// <param name="below">What they lie on, if anything: then the file has only what differs.</param>
internal sealed class LayeredImage(string name, UnpackLimits limits, LowerImage? below = null)
{
    private const int BufferSize = 128 * 1024;

    /// <param name="file">Made; must not exist.</param>
    /// <param name="begin">Told the number of each layer, from 0, before it is put in.</param>
    /// <exception cref="ImageException">A layer is broken, hostile or too large.</exception>
    public async Task WriteAsync(
        IReadOnlyList<StoredLayer> layers, string file, Action<int> begin, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var bytes = new ByteBudget(limits.Bytes);
        var entries = limits.OfEntries();
        var tree = new ImageTree(entries, below?.MountedAt);
        using var image = new ErofsWriter(file);
        var applier = new LayerApplier(tree, image, entries, bytes);
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            if (!OciDigest.IsValid(layer.DiffId))
            {
                throw new ImageException(ImageProblem.Corrupt, $"\"{layer.DiffId}\" of {name} is not a digest that is supported (sha256, sha512).");
            }

            await using var stored = await layer.OpenAsync(cancellationToken);
            begin(i);
            await Task.Run(() => Apply(layer, stored, applier, bytes, cancellationToken), cancellationToken);
            Failpoint.Hit(ImageFailpoints.LayerWritten);
        }

        progress.Report(new ImageProgress("Completing the image", 90));
        await Task.Run(() => image.Finish(tree, ErofsIdentity.Of([.. below is null ? (string[])[] : [below.DiffId], .. layers.Select(layer => layer.DiffId)]), cancellationToken), cancellationToken);
    }

    private void Apply(StoredLayer layer, Stream stored, LayerApplier applier, ByteBudget bytes, CancellationToken cancellationToken)
    {
        try
        {
            using var compressed = new DigestStream(stored, layer.Digest ?? layer.DiffId, ByteBudget.Unlimited);
            using var plain = LayerStream.Decompress(compressed);
            string diffId;
            using (var hashed = new DigestStream(new ReadAheadStream(plain), layer.DiffId, bytes))
            {
                applier.Apply(new BufferedStream(hashed, BufferSize), cancellationToken);
                diffId = hashed.Finish();
            }

            if (diffId != layer.DiffId || (layer.Digest is not null && compressed.Finish() != layer.Digest))
            {
                throw new ImageException(ImageProblem.Corrupt, $"Layer {layer.Digest ?? layer.DiffId} of {name} has other content than its digests say.");
            }
        }
        catch (Exception exception) when (exception is TarException or InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw new ImageException(ImageProblem.Corrupt, $"Layer {layer.Digest ?? layer.DiffId} of {name} is broken: {exception.Message}.", exception);
        }
    }
}
