using Bothy.Images;
using Bothy.Images.Layers;
using Bothy.Images.Oci;

namespace Bothy.Fuzz.Targets.Images;

/// <summary>Manifests, indexes and configurations: an image that is accepted has as many layers as digests, of sizes within the limit.</summary>
internal sealed class OciDocumentTarget : IFuzzTarget
{
    private static readonly UnpackLimits Limits = new() { Bytes = 1 << 30 };

    private static readonly byte[] Configuration =
        """{"architecture":"amd64","os":"linux","config":{"Env":["A=1"],"Cmd":["sh"],"Labels":{"a":"b"},"User":"1"},"rootfs":{"type":"layers","diff_ids":["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]}}"""u8.ToArray();

    public string Name => "oci-document";

    public long AllocationLimit => 4 << 20;

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":7},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":1000}]}"""u8.ToArray(),
        """{"schemaVersion":2,"manifests":[{"digest":"sha256:00","size":5,"annotations":{"a":"b"},"platform":{"os":"linux","architecture":"amd64"}},null]}"""u8.ToArray(),
        Configuration,
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var configuration = Try(input, static bytes => OciJson.Parse(bytes, OciConfigJson.Default.OciImageDocument, "it"));
        var mapped = OciConfigMapping.ToConfig(configuration?.Config);
        if (mapped.Env.Any(entry => entry is null) || mapped.Labels.Any(label => label.Value is null))
        {
            throw new FuzzFailureException("a configuration has nulls");
        }

        if (Try(input, static bytes => OciJson.Parse(bytes, OciJson.Default.OciManifest, "it")) is not { } manifest)
        {
            return;
        }

        var honest = OciJson.Parse(Configuration, OciConfigJson.Default.OciImageDocument, "it") with { Architecture = null };
        var image = Try(input, _ => OciImage.Read(manifest, _ => configuration?.Rootfs is null ? honest : configuration, "it", Limits));
        if (image is not null && (image.Layers.Count != image.DiffIds.Count || image.Layers.Any(layer => layer.Size is < 0 or > 1 << 30)))
        {
            throw new FuzzFailureException("an image was accepted whose layers do not fit");
        }
    }

    private delegate T Reading<out T>(ReadOnlySpan<byte> bytes);

    private static T? Try<T>(ReadOnlySpan<byte> input, Reading<T> read)
        where T : class
    {
        try
        {
            return read(input);
        }
        catch (ImageException exception) when (exception.Message.Length > 0)
        {
            return null;
        }
    }
}
