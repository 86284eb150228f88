using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Images.Layers;
using Bothy.Images.Oci;
using Bothy.Images.References;
using Bothy.Linux.Paths;

namespace Bothy.Images.Archives;

/// <summary>An archive that <c>docker save</c> or <c>podman save</c> wrote (Docker image specification 1.2, "Combined Image JSON + Filesystem Changeset Format").</summary>
internal sealed class DockerArchive
{
    private const string ManifestName = "manifest.json";
    private readonly string path;
    private readonly ArchiveIndex index;

    private DockerArchive(string path, ArchiveIndex index)
    {
        this.path = path;
        this.index = index;
    }

    /// <exception cref="ImageException">There is none, or it is broken.</exception>
    public static DockerArchive Open(string path)
    {
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        if (FileStatus.Of(target) is not { IsRegular: true })
        {
            throw new ImageException(ImageProblem.Unknown, $"There is no archive {path} on this host. Make one with: docker save --output {path} IMAGE");
        }

        try
        {
            using var archive = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return new DockerArchive(target, ArchiveIndex.Read(archive));
        }
        catch (TarException exception)
        {
            throw Corrupt(path, $"{exception.Message}; if it is compressed, decompress it first", exception);
        }
    }

    /// <summary>The image that is meant.</summary>
    /// <param name="name">In full; null for the only one.</param>
    public DockerArchiveEntry Select(string? name)
    {
        var entries = Parse(ManifestName, ArchiveJson.Default.IReadOnlyListDockerArchiveEntry).OfType<DockerArchiveEntry>().ToList();
        var fitting = name is null ? entries : entries.Where(entry => entry.RepoTags?.Any(tag => IsNamed(tag, name)) ?? false).ToList();
        return fitting is [var only]
            ? only
            : throw new ImageException(
                ImageProblem.Unknown,
                $"The archive {path} {(fitting.Count == 0 ? $"has no image \"{name}\"" : "has several images: say which, as in docker-archive:PATH:NAME:TAG")}. "
                + $"It has: {string.Join(", ", entries.SelectMany(entry => entry.RepoTags ?? []).Take(20))}.");
    }

    /// <summary>Reads a document of the archive.</summary>
    public byte[] Read(string? name)
    {
        var (offset, size) = Find(name);
        if (size > OciLayout.MaximumDocument)
        {
            throw Corrupt(path, $"{name} is longer than {OciLayout.MaximumDocument >> 20} MiB");
        }

        var content = new byte[size];
        using var part = Open(offset, size);
        part.ReadExactly(content);
        return content;
    }

    public Stream OpenLayer(string? name)
    {
        var (offset, size) = Find(name);
        return Open(offset, size);
    }

    public long SizeOf(string? name) => Find(name).Size;

    private T Parse<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => OciJson.Parse(Read(name), type, $"{name} of {path}");

    private (long Offset, long Size) Find(string? name) =>
        (name is null ? null : index.Find(name)) ?? throw Corrupt(path, $"it has no file \"{name}\"");

    private FilePart Open(long offset, long size) => new(path, offset, size);

    private static bool IsNamed(string? tag, string name)
    {
        try
        {
            return tag is not null && ImageReference.Parse(tag).Canonical == name;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private static ImageException Corrupt(string path, string what, Exception? cause = null) =>
        new(ImageProblem.Corrupt, $"The archive {path} is broken: {what}.", cause);
}

/// <summary>One image of an archive.</summary>
internal sealed record DockerArchiveEntry
{
    public string? Config { get; init; }

    public IReadOnlyList<string?>? RepoTags { get; init; }

    public IReadOnlyList<string?>? Layers { get; init; }
}

[JsonSerializable(typeof(IReadOnlyList<DockerArchiveEntry>))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
