using System.Text.RegularExpressions;
using Bothy.Images.Oci;

namespace Bothy.Images.References;

/// <summary>Reads image names (the grammar of the distribution project's reference package, and <c>oci:PATH[:TAG]</c>).</summary>
internal static partial class ImageReferenceParser
{
    private const string LayoutPrefix = "oci:";
    private const string ArchivePrefix = "docker-archive:";
    private const string DefaultRegistry = "docker.io";
    private const string LegacyRegistry = "index.docker.io";
    private const int MaximumLength = 4096;
    private const int MaximumRepositoryLength = 255;

    public static ImageReference Parse(string text)
    {
        if (text.Length is 0 or > MaximumLength || text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
        {
            throw Invalid(text, "it is empty, longer than 4096 characters, or has blanks or control characters in it");
        }

        return text.StartsWith(LayoutPrefix, StringComparison.Ordinal) ? ParseLayout(text)
            : text.StartsWith(ArchivePrefix, StringComparison.Ordinal) ? ParseArchive(text)
            : ParseRegistry(text);
    }

    private static DockerArchiveReference ParseArchive(string text)
    {
        var rest = text[ArchivePrefix.Length..];
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var (path, name) = colon < 0 ? (rest, null) : (rest[..colon], rest[(colon + 1)..]);
        if (!path.StartsWith('/'))
        {
            throw Invalid(text, "the path of an archive must be absolute, as in docker-archive:/srv/images/app.tar");
        }

        return new DockerArchiveReference(text, Path.GetFullPath(path), name is null ? null : ParseRegistry(name).Canonical);
    }

    private static OciLayoutReference ParseLayout(string text)
    {
        var rest = text[LayoutPrefix.Length..];
        var colon = rest.LastIndexOf(':');
        var (path, tag) = colon > rest.LastIndexOf('/') ? (rest[..colon], rest[(colon + 1)..]) : (rest, null);
        if (!path.StartsWith('/'))
        {
            throw Invalid(text, "the path of an OCI layout must be absolute, as in oci:/srv/images/app:latest");
        }

        if (tag is not null && !LayoutTag().IsMatch(tag))
        {
            throw Invalid(text, $"\"{tag}\" is not a tag");
        }

        return new OciLayoutReference(text, Path.GetFullPath(path), tag);
    }

    private static RegistryReference ParseRegistry(string text)
    {
        var rest = text;
        string? digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
            if (!OciDigest.IsValid(digest))
            {
                throw Invalid(text, $"\"{digest}\" is not a digest such as sha256: and 64 hexadecimal digits");
            }
        }

        string? tag = null;
        if (rest.LastIndexOf(':') is var colon && colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (!Tag().IsMatch(tag))
            {
                throw Invalid(text, $"\"{tag}\" is not a tag: letters, digits, _, . and -, at most 128");
            }
        }

        var (registry, repository) = SplitRegistry(rest);
        if (!RegistryHost().IsMatch(registry))
        {
            throw Invalid(text, $"\"{registry}\" is not a registry's host name");
        }

        if (!Repository().IsMatch(repository) || repository.Length > MaximumRepositoryLength)
        {
            throw Invalid(
                text,
                repository.Any(char.IsAsciiLetterUpper)
                    ? "the name of a repository has no capital letters"
                    : $"\"{repository}\" is not the name of a repository: a-z, 0-9 and separators, in parts with / between them");
        }

        return new RegistryReference(text, registry, repository, tag, digest);
    }

    /// <summary>The first part is a registry if it looks like a host: it has a dot or a port, or is localhost.</summary>
    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        if (first.Length > 0 && (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost"))
        {
            var registry = first == LegacyRegistry ? DefaultRegistry : first;
            var repository = name[(slash + 1)..];
            return (registry, registry == DefaultRegistry && !repository.Contains('/', StringComparison.Ordinal) ? "library/" + repository : repository);
        }

        return (DefaultRegistry, slash < 0 ? "library/" + name : name);
    }

    private static ImageException Invalid(string text, string why) =>
        new(ImageProblem.InvalidReference, $"\"{text}\" is not the name of an image: {why}.");

    internal static bool IsTag(string text) => Tag().IsMatch(text);

    [GeneratedRegex(@"^\w[\w.-]{0,127}\z", RegexOptions.ECMAScript)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._+@-]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LayoutTag();

    [GeneratedRegex(@"^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();
}
