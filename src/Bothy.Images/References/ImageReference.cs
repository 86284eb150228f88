namespace Bothy.Images.References;

/// <summary>The name of an image.</summary>
public abstract record ImageReference
{
    private protected ImageReference(string text) => Text = text;

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>In full, the same for all ways of writing the same name.</summary>
    public abstract string Canonical { get; }

    /// <exception cref="ImageException">The text is not an image's name; the message says why.</exception>
    public static ImageReference Parse(string text) => ImageReferenceParser.Parse(text);

    public sealed override string ToString() => Text;
}

/// <summary>An image in a registry, as in <c>registry.example:5000/team/app:tag@sha256:…</c>.</summary>
public sealed record RegistryReference : ImageReference
{
    internal RegistryReference(string text, string registry, string repository, string? tag, string? digest)
        : base(text)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and port; <c>docker.io</c> where none was given.</summary>
    public string Registry { get; }

    /// <summary>With <c>library/</c> in front of Docker's single names.</summary>
    public string Repository { get; }

    public string? Tag { get; }

    public string? Digest { get; }

    /// <summary>The tag; <c>latest</c> where neither tag nor digest was given.</summary>
    public string? EffectiveTag => Tag ?? (Digest is null ? "latest" : null);

    public override string Canonical =>
        $"{Registry}/{Repository}{(EffectiveTag is null ? "" : ":" + EffectiveTag)}{(Digest is null ? "" : "@" + Digest)}";
}

/// <summary>An image in an OCI layout directory, as in <c>oci:/srv/images/app:tag</c>.</summary>
public sealed record OciLayoutReference : ImageReference
{
    internal OciLayoutReference(string text, string path, string? tag)
        : base(text)
    {
        Path = path;
        Tag = tag;
    }

    /// <summary>Absolute path of the layout's directory on the runner's host.</summary>
    public string Path { get; }

    /// <summary>The name in the layout's index; null if the layout is to have one image only.</summary>
    public string? Tag { get; }

    public override string Canonical => $"oci:{Path}{(Tag is null ? "" : ":" + Tag)}";
}

/// <summary>An image in an archive that <c>docker save</c> wrote, as in <c>docker-archive:/srv/images/app.tar</c>.</summary>
public sealed record DockerArchiveReference : ImageReference
{
    internal DockerArchiveReference(string text, string path, string? name)
        : base(text)
    {
        Path = path;
        Name = name;
    }

    /// <summary>Absolute path of the archive on the runner's host.</summary>
    public string Path { get; }

    /// <summary>Name and tag of the image in the archive; null if it is to have one image only.</summary>
    public string? Name { get; }

    public override string Canonical => $"docker-archive:{Path}{(Name is null ? "" : ":" + Name)}";
}
