using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Bothy.Bench.Images;

/// <summary>An image of about 1 GiB in several layers, of this host's own programs and libraries: files as real images have them.</summary>
internal static class TestImage
{
    private const int Layers = 7;
    private const long LayerSize = (1L << 30) / Layers;
    private const long LargestFile = 64L << 20;

    /// <summary>Writes the image as an OCI layout unless it is there.</summary>
    public static void Ensure(string layout)
    {
        if (File.Exists(Path.Combine(layout, "index.json")))
        {
            return;
        }

        Directory.CreateDirectory(Path.Combine(layout, "blobs", "sha256"));
        var shares = Share();
        var layers = new (string Digest, string DiffId, long Size)[Layers];
        Parallel.For(0, Layers, new ParallelOptions { MaxDegreeOfParallelism = 2 }, index => layers[index] = Write(layout, index, shares[index]));
        var config = Add(layout, $$"""{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["/bin/sh"]},"rootfs":{"type":"layers","diff_ids":[{{string.Join(',', layers.Select(layer => $"\"{layer.DiffId}\""))}}]} }""");
        var manifest = Add(layout, $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{Descriptor("application/vnd.oci.image.config.v1+json", config.Digest, config.Size)}},"layers":[{{string.Join(',', layers.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer.Digest, layer.Size)))}}]}""");
        File.WriteAllText(Path.Combine(layout, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(
            Path.Combine(layout, "index.json"),
            $$"""{"schemaVersion":2,"manifests":[{{Descriptor("application/vnd.oci.image.manifest.v1+json", manifest.Digest, manifest.Size)[..^1]}},"annotations":{"org.opencontainers.image.ref.name":"bench"} }]}""");
    }

    /// <summary>Files of the host for each layer, in order of their names.</summary>
    private static List<string>[] Share()
    {
        var shares = Enumerable.Range(0, Layers).Select(_ => new List<string>()).ToArray();
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        var (layer, size) = (0, 0L);
        foreach (var file in ((string[])["/usr/share", "/usr/lib"]).SelectMany(root => Directory.EnumerateFiles(root, "*", options)).Order(StringComparer.Ordinal))
        {
            var length = new FileInfo(file).Length;
            if (length > LargestFile)
            {
                continue;
            }

            if (size + length > LayerSize)
            {
                (layer, size) = (layer + 1, 0);
                if (layer == Layers)
                {
                    break;
                }
            }

            shares[layer].Add(file);
            size += length;
        }

        return shares;
    }

    private static (string Digest, string DiffId, long Size) Write(string layout, int index, List<string> files)
    {
        var temporary = Path.Combine(layout, $"layer-{index}");
        using var plain = SHA256.Create();
        using (var blob = File.Create(temporary))
        using (var gzip = new GZipStream(blob, CompressionLevel.Optimal))
        using (var hashed = new CryptoStream(gzip, plain, CryptoStreamMode.Write))
        using (var tar = new TarWriter(hashed, TarEntryFormat.Pax))
        {
            if (index == 0)
            {
                Base(tar);
            }

            foreach (var file in files)
            {
                tar.WriteEntry(file, file[1..]);
            }
        }

        var digest = Sha256(temporary);
        var size = new FileInfo(temporary).Length;
        File.Move(temporary, Path.Combine(layout, "blobs", "sha256", digest["sha256:".Length..]), overwrite: true);
        return (digest, "sha256:" + Convert.ToHexStringLower(plain.Hash!), size);
    }

    private static void Base(TarWriter tar)
    {
        foreach (var directory in (string[])["bin", "etc", "tmp", "root", "proc", "sys", "dev", "run"])
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, directory) { Mode = (UnixFileMode)0x1ED });
        }

        tar.WriteEntry("/bin/busybox", "bin/busybox");
        foreach (var name in (string[])["sh", "true", "cat", "sleep"])
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{name}") { LinkName = "busybox" });
        }

        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd")
        {
            Mode = (UnixFileMode)0x1A4,
            DataStream = new MemoryStream("root:x:0:0:root:/root:/bin/sh\n"u8.ToArray()),
        });
    }

    private static (string Digest, long Size) Add(string layout, string document)
    {
        var content = Encoding.UTF8.GetBytes(document);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(layout, "blobs", "sha256", digest["sha256:".Length..]), content);
        return (digest, content.Length);
    }

    private static string Sha256(string file)
    {
        using var content = File.OpenRead(file);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static string Descriptor(string type, string digest, long size) => $$"""{"mediaType":"{{type}}","digest":"{{digest}}","size":{{size}}}""";
}
