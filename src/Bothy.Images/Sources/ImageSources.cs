using System.IO.Enumeration;
using Bothy.Images.Archives;
using Bothy.Images.Content;
using Bothy.Images.Debian;
using Bothy.Images.Layers;
using Bothy.Images.Oci;
using Bothy.Images.References;
using Bothy.Images.Registries;
using Bothy.Images.Registries.Authentication;
using Bothy.Images.Registries.Transport;

namespace Bothy.Images.Sources;

/// <summary>Knows which sources may have which image on this host.</summary>
public sealed class ImageSources(ImageSourcesConfiguration configuration, UnpackLimits limits, TimeProvider time)
{
    private readonly IReadOnlyList<ImageSourceRule> rules = [.. configuration.Sources, .. BuiltInSources.Rules];
    private readonly Credentials credentials = new([.. configuration.CredentialFiles, .. Credentials.DefaultFiles()]);

    /// <summary>Image of repositories that name none.</summary>
    public string DefaultImage { get; } = configuration.DefaultImage ?? BuiltInSources.DefaultImage;

    /// <summary>What is kept of images that nothing uses.</summary>
    public CollectionSettings Collection { get; } = configuration.Collection;

    /// <summary>The sources to ask, in order: a later one only where an earlier one does not answer.</summary>
    /// <exception cref="ImageException">The one source that could have the image has not.</exception>
    internal IReadOnlyList<IImageSource> Find(ImageReference reference, ContentStore content) => reference switch
    {
        OciLayoutReference layout => [OciSource.Find(layout, limits)],
        DockerArchiveReference archive => [DockerArchiveSource.Find(archive, limits)],
        RegistryReference image => FindAll(image, content),
        _ => throw new InvalidOperationException($"{reference.GetType()} is no kind of reference that is known."),
    };

    /// <summary>A layout that was built on images of this host.</summary>
    internal IImageSource OfBuild(OciLayoutReference layout, IReadOnlyList<LowerImage> lowers) => OciSource.Find(layout, limits, "what the build left", lowers);

    /// <summary>The repository of an image in its registry; null if this host has the image from elsewhere.</summary>
    internal Repository? OpenRepository(RegistryReference image, ContentStore content)
    {
        try
        {
            return FindAll(image, content)[0] is RegistrySource ? new(image.Registry, image.Repository, SettingsOf(image), credentials, new Patience(time)) : null;
        }
        catch (ImageException)
        {
            // The layout that it is to come from is gone.
            return null;
        }
    }

    private List<IImageSource> FindAll(RegistryReference image, ContentStore content)
    {
        // A digest names one certain image, which nobody can build again.
        var matching = rules.Where(rule => Matches(rule.Match, image) && (image.Digest is null || rule.Debian is null));
        var sources = new List<IImageSource>();
        foreach (var rule in matching)
        {
            if (!rule.Fallback)
            {
                if (Of(rule, image) is { } only)
                {
                    return [only];
                }

                continue;
            }

            if (sources.Count == 0 && Of(rule, image) is { } fallback)
            {
                sources.Add(fallback);
            }
        }

        return [new RegistrySource(image, SettingsOf(image), credentials, content, limits, time), .. sources];
    }

    private RegistrySettings? SettingsOf(RegistryReference image) => configuration.Registries.FirstOrDefault(settings => settings.Registry == image.Registry);

    private IImageSource? Of(ImageSourceRule rule, RegistryReference image)
    {
        if (rule.Layout is { } layout)
        {
            return OciSource.Find((OciLayoutReference)ImageReference.Parse("oci:" + layout), limits);
        }

        return DebianRecipes.Of(image, rule.Debian!) is { } recipe ? new DebianSource(recipe, time) : null;
    }

    private static bool Matches(string pattern, RegistryReference image)
    {
        const string dockerLibrary = "docker.io/library/";
        var name = image.Canonical;
        return FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression(pattern, image.Text, ignoreCase: false)
            || (name.StartsWith(dockerLibrary, StringComparison.Ordinal)
                && FileSystemName.MatchesSimpleExpression(pattern, name.AsSpan(dockerLibrary.Length), ignoreCase: false));
    }
}
