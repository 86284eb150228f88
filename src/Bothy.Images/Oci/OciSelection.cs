namespace Bothy.Images.Oci;

/// <summary>Finds the one manifest that a reference means in a layout, for one platform.</summary>
internal static class OciSelection
{
    private const string NameAnnotation = "org.opencontainers.image.ref.name";
    private const int MaximumDepth = 4;

    /// <param name="tag">Name in the index; null for the only one, or <c>latest</c>.</param>
    public static OciDescriptor Select(OciLayout layout, string? tag, OciPlatform platform)
    {
        var entries = Entries(layout, layout.ReadIndex());
        var named = tag is null ? WithoutTag(layout, entries) : entries.Where(entry => IsNamed(entry, tag)).ToList();
        if (named.Count == 0)
        {
            throw new ImageException(ImageProblem.Unknown, $"The OCI layout {layout.Path} has no image \"{tag}\". It has: {Names(entries)}.");
        }

        return ForPlatform(layout, named, platform, depth: 0);
    }

    private static OciDescriptor ForPlatform(OciLayout layout, IReadOnlyList<OciDescriptor> candidates, OciPlatform platform, int depth)
    {
        var fitting = candidates.FirstOrDefault(candidate => candidate.Platform is null || Fits(candidate.Platform, platform))
            ?? throw new ImageException(
                ImageProblem.WrongPlatform,
                $"The image in {layout.Path} is not for {platform.Os}/{platform.Architecture}. It is for: " +
                $"{string.Join(", ", candidates.Select(candidate => $"{candidate.Platform?.Os}/{candidate.Platform?.Architecture}"))}.");
        var manifest = layout.ReadDocument(fitting, OciJson.Default.OciManifest);
        if (manifest.Manifests is null)
        {
            return fitting;
        }

        if (depth == MaximumDepth)
        {
            throw layout.Corrupt("indexes lie in indexes too deeply");
        }

        var inner = Entries(layout, manifest);
        return inner.Count > 0 ? ForPlatform(layout, inner, platform, depth + 1) : throw layout.Corrupt($"index {fitting.Digest} is empty");
    }

    private static IReadOnlyList<OciDescriptor> WithoutTag(OciLayout layout, IReadOnlyList<OciDescriptor> entries)
    {
        // One image for several platforms counts as one.
        var names = entries.Select(NameOf).Distinct().ToList();
        if (names.Count == 1)
        {
            return entries;
        }

        var latest = entries.Where(entry => IsNamed(entry, "latest")).ToList();
        return latest.Count > 0
            ? latest
            : throw new ImageException(
                ImageProblem.Unknown,
                entries.Count == 0
                    ? $"The OCI layout {layout.Path} has no images."
                    : $"The OCI layout {layout.Path} has several images: say which, as in oci:{layout.Path}:TAG. It has: {Names(entries)}.");
    }

    private static bool IsNamed(OciDescriptor entry, string tag) =>
        NameOf(entry) is { } name && (name == tag || name.EndsWith(":" + tag, StringComparison.Ordinal));

    private static string? NameOf(OciDescriptor entry) => entry.Annotations?.GetValueOrDefault(NameAnnotation);

    private static string Names(IReadOnlyList<OciDescriptor> entries) =>
        entries.Count == 0 ? "none" : string.Join(", ", entries.Select(entry => NameOf(entry) ?? "(an image without a name)").Distinct());

    private static bool Fits(OciPlatform candidate, OciPlatform platform) =>
        candidate.Os == platform.Os && candidate.Architecture == platform.Architecture;

    private static IReadOnlyList<OciDescriptor> Entries(OciLayout layout, OciManifest index) =>
        index.Manifests is { } entries && entries.All(entry => entry is not null)
            ? [.. entries.OfType<OciDescriptor>()]
            : throw layout.Corrupt("its index lists no manifests");
}
