using System.Text.Json.Serialization.Metadata;
using Bothy.Linux.Paths;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Images.Oci;

/// <summary>An OCI layout directory (OCI image specification, "Image Layout"). Nothing in it is trusted before its digest was checked.</summary>
internal sealed class OciLayout(string path)
{
    /// <summary>Longest index, manifest or configuration that is read, in bytes.</summary>
    public const int MaximumDocument = 8 << 20;

    public string Path { get; } = path;

    public OciManifest ReadIndex()
    {
        var file = System.IO.Path.Combine(Path, "index.json");
        if (!Directory.Exists(Path) || !File.Exists(file))
        {
            throw new ImageException(
                ImageProblem.Unknown,
                $"{Path} is not an OCI layout on this host: it has no index.json. Make one with: skopeo copy docker://IMAGE oci:{Path}:TAG");
        }

        using var handle = Open(file);
        return OciJson.Parse(ReadAll(handle, file), OciJson.Default.OciManifest, file);
    }

    /// <summary>Reads a document of the layout after checking its size and digest.</summary>
    public T ReadDocument<T>(OciDescriptor descriptor, JsonTypeInfo<T> type)
        where T : class
    {
        var digest = DigestOf(descriptor);
        using var handle = OpenBlob(descriptor);
        var content = ReadAll(handle, digest);
        if (OciDigest.Of(digest, content) != digest)
        {
            throw Corrupt($"blob {digest} has other content than its digest says");
        }

        return OciJson.Parse(content, type, $"{Path}: blob {digest}");
    }

    /// <summary>Opens a blob; its content is still unchecked.</summary>
    public SafeFileHandle OpenBlob(OciDescriptor descriptor)
    {
        var digest = DigestOf(descriptor);
        var file = System.IO.Path.Combine(Path, "blobs", digest.Replace(':', '/'));
        if (!File.Exists(file))
        {
            throw Corrupt($"blob {digest} is missing");
        }

        var handle = Open(file);
        if (RandomAccess.GetLength(handle) != descriptor.Size)
        {
            handle.Dispose();
            throw Corrupt($"blob {digest} is not {descriptor.Size} bytes long, as its descriptor says");
        }

        return handle;
    }

    public ImageException Corrupt(string what) =>
        new(ImageProblem.Corrupt, $"The OCI layout {Path} is broken: {what}. Copy the image anew.");

    public string DigestOf(OciDescriptor descriptor) => OciDigest.IsValid(descriptor.Digest)
        ? descriptor.Digest!
        : throw Corrupt($"\"{descriptor.Digest}\" is not a digest that is supported (sha256, sha512)");

    private SafeFileHandle Open(string file)
    {
        // Some tools make layouts of symbolic links. Whatever is read, its digest decides.
        var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        if (FileStatus.Of(target) is not { IsRegular: true })
        {
            throw Corrupt($"{file} is not a regular file");
        }

        return File.OpenHandle(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    private byte[] ReadAll(SafeFileHandle handle, string name)
    {
        var length = RandomAccess.GetLength(handle);
        if (length > MaximumDocument)
        {
            throw Corrupt($"{name} is longer than {MaximumDocument >> 20} MiB");
        }

        var content = new byte[length];
        var filled = 0;
        while (filled < content.Length && RandomAccess.Read(handle, content.AsSpan(filled), filled) is > 0 and var read)
        {
            filled += read;
        }

        return content[..filled];
    }
}
