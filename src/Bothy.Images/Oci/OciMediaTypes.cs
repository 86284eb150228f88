namespace Bothy.Images.Oci;

/// <summary>Media types of documents and layers (OCI image specification, "Media Types"; Docker's image manifest version 2, schema 2).</summary>
internal static class OciMediaTypes
{
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Configuration = "application/vnd.oci.image.config.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string DockerConfiguration = "application/vnd.docker.container.image.v1+json";

    public static bool IsIndex(string? type) => type is Index or DockerIndex;

    public static bool IsManifest(string? type) => type is Manifest or DockerManifest;

    /// <summary>Whether a configuration of this type is an image's; other artifacts are kept in registries, too.</summary>
    public static bool IsImageConfiguration(string? type) => type is null or "" or Configuration or DockerConfiguration;

    /// <summary>Whether a layer of this type is a tar archive that can be read here, whatever its compression is said to be.</summary>
    public static bool IsReadableLayer(string? type) => type is null or ""
        || (type.Contains(".tar", StringComparison.Ordinal) && !type.EndsWith("+encrypted", StringComparison.Ordinal));
}
