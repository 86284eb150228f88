using Bothy.Devcontainers.Dockerfiles;
using Bothy.Images;
using Bothy.Images.Layers;
using Bothy.Images.References;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;

namespace Bothy.Runner.Builds;

/// <summary>The images that Dockerfiles build on, ready for a build's sandbox to be shown them: a build gets none by itself.</summary>
internal sealed class BaseImages(MachineImages images)
{
    /// <summary>An image that is mounted on the host.</summary>
    /// <param name="Name">In full and with a tag, as tools look it up.</param>
    /// <param name="Written">What the Dockerfile says, where that is not resolved by name: images by digest.</param>
    internal sealed record BaseImage(string Name, LowerImage Image, IReadOnlyList<string> Written);

    /// <summary>Makes the images ready, from wherever this host has them.</summary>
    /// <param name="isFresh">Ask registries whether their tags have moved.</param>
    /// <param name="hold">Keeps them.</param>
    /// <exception cref="EnvironmentFault">One of them is not to be had.</exception>
    public async Task<IReadOnlyList<BaseImage>> EnsureAsync(
        EnvironmentSite site, IReadOnlyList<DockerfileImage> named, bool isFresh, ImageHold hold, CancellationToken cancellationToken)
    {
        var bases = new List<BaseImage>();
        foreach (var group in named.GroupBy(image => image.Name, StringComparer.Ordinal))
        {
            var reference = Parse(group.Key);
            if (isFresh)
            {
                await images.RefreshAsync(site, group.Key, cancellationToken);
            }

            var mounted = await images.EnsureAsync(site, group.Key, cancellationToken);
            hold.Add(mounted.Digest);
            site.Log.Info("image", $"FROM {group.Key}: {mounted.Source}");
            bases.Add(new BaseImage(
                NameOf(reference),
                new LowerImage(mounted.Digest, mounted.Path),
                reference.Digest is null ? [] : [.. group.Select(image => image.Written).Distinct(StringComparer.Ordinal)]));
        }

        return bases;
    }

    /// <summary>
    /// The name under which the build finds it. One with a digest, which the store has checked, gets a tag in its place: what is shown to the build is the same
    /// files in one layer, with another digest.
    /// </summary>
    private static string NameOf(RegistryReference reference) =>
        reference.Digest is null ? reference.Canonical : $"{reference.Registry}/{reference.Repository}:{reference.Digest.Replace(':', '-')}";

    private static RegistryReference Parse(string name)
    {
        try
        {
            return ImageReference.Parse(name) is RegistryReference reference
                ? reference
                : throw new EnvironmentFault(
                    "image", "BaseNotSupported", $"The Dockerfile builds on {name}, a path of the host: repositories may name images of registries only.", retry: false);
        }
        catch (ImageException exception)
        {
            throw new EnvironmentFault("image", "BaseInvalid", $"The Dockerfile builds on \"{name}\". {exception.Message}", retry: false, exception);
        }
    }
}
