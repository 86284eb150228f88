using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ZstdSharp;

namespace Bothy.Images.Tests.Oci;

/// <summary>Writes OCI layout directories, right ones and wrong ones.</summary>
internal sealed class LayoutBuilder
{
    private readonly string directory;
    private readonly List<string> layers = [];
    private readonly List<string> diffIds = [];
    private readonly List<string> manifests = [];

    public LayoutBuilder(string directory)
    {
        this.directory = directory;
        Directory.CreateDirectory(Path.Combine(directory, "blobs/sha256"));
        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    public string Architecture { get; init; } = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    public string ConfigSection { get; init; } = """{"Env":["A=1"],"Cmd":["sh"],"User":"1000:1000","WorkingDir":"/srv","Entrypoint":null,"Labels":{"a":"b"}}""";

    public string BlobPath(string digest) => Path.Combine(directory, "blobs", digest.Replace(':', '/'));

    public LayoutBuilder Layer(byte[] tar, string compression = "gzip")
    {
        diffIds.Add(DigestOf(tar));
        layers.Add(Descriptor("application/vnd.oci.image.layer.v1.tar+" + compression, Compress(tar, compression)));
        return this;
    }

    /// <summary>A layer that is no more than a name: an empty file has it.</summary>
    public LayoutBuilder Standing(string digest)
    {
        diffIds.Add(digest);
        layers.Add($$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{digest}}","size":0}""");
        File.WriteAllBytes(BlobPath(digest), []);
        return this;
    }

    /// <summary>Ends an image and begins the next.</summary>
    /// <returns>The manifest's digest.</returns>
    public string Image(string? tag, string? platform = null)
    {
        var config = Descriptor(
            "application/vnd.oci.image.config.v1+json",
            $$"""{"architecture":"{{Architecture}}","os":"linux","config":{{ConfigSection}},"rootfs":{"type":"layers","diff_ids":[{{Quoted(diffIds)}}]} }""");
        var manifest = $$"""{"schemaVersion":2,"config":{{config}},"layers":[{{string.Join(',', layers)}}]}""";
        Index(tag, Descriptor("application/vnd.oci.image.manifest.v1+json", manifest), platform);
        layers.Clear();
        diffIds.Clear();
        return DigestOf(Encoding.UTF8.GetBytes(manifest));
    }

    /// <summary>Adds a document to the index under a tag.</summary>
    public void Index(string? tag, string descriptor, string? platform = null)
    {
        var more = (tag is null ? "" : $$""","annotations":{"org.opencontainers.image.ref.name":"{{tag}}"}""")
            + (platform is null ? "" : $$""","platform":{"os":"linux","architecture":"{{platform}}"}""");
        manifests.Add(descriptor[..^1] + more + "}");
        File.WriteAllText(Path.Combine(directory, "index.json"), IndexDocument());
    }

    public string IndexDocument() => $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', manifests)}}]}""";

    public string Descriptor(string mediaType, string content) => Descriptor(mediaType, Encoding.UTF8.GetBytes(content));

    public string Descriptor(string mediaType, byte[] content)
    {
        var digest = DigestOf(content);
        File.WriteAllBytes(BlobPath(digest), content);
        return $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{content.Length}}}""";
    }

    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Compress(byte[] tar, string compression)
    {
        var compressed = new MemoryStream();
        using (Stream compressor = compression switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            "zstd" => new CompressionStream(compressed, leaveOpen: true),
            _ => new BufferedStream(compressed),
        })
        {
            compressor.Write(tar);
            compressor.Flush();
            return compression == "none" ? compressed.ToArray() : Close(compressor, compressed);
        }
    }

    private static byte[] Close(Stream compressor, MemoryStream compressed)
    {
        compressor.Dispose();
        return compressed.ToArray();
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(',', texts.Select(text => $"\"{text}\""));
}
