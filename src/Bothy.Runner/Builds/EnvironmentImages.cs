using Bothy.Devcontainers.Model;
using Bothy.Images;
using Bothy.Images.References;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;

namespace Bothy.Runner.Builds;

/// <summary>
/// The image of an environment, built or not. One that was started before gets the image that it had where the one it wants now is not to be had: what names
/// it may lie nowhere but inside, where it can only be mended when the machine runs.
/// </summary>
internal sealed class EnvironmentImages(MachineImages images, ImageBuilds builds, StartRecords starts)
{
    /// <param name="limits">What a build may take, its kept layers included.</param>
    /// <exception cref="EnvironmentFault">There is no such image, or it could not be made, and none was used before.</exception>
    public async Task<MountedImage> EnsureAsync(
        EnvironmentSite site, DevcontainerConfiguration configuration, MachineLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(site, configuration, limits, cancellationToken);
        }
        catch (EnvironmentFault fault) when (FindLast(site) is { } last)
        {
            site.Log.Error(fault.Part, fault.Message);
            return last with
            {
                Warning = $"The image is that of the last start, because the present one is not to be had. Mend it inside and run `bothy restart {site.Resource.Metadata.Name}`. {fault.Message}",
            };
        }
    }

    /// <summary>The image of the last start, if there was one and it is still on this host.</summary>
    private MountedImage? FindLast(EnvironmentSite site) =>
        starts.Find(site.Id) is { } before ? images.FindMounted(before.Image, before.ImageDigest) : null;

    private Task<MountedImage> FindAsync(EnvironmentSite site, DevcontainerConfiguration configuration, MachineLimits limits, CancellationToken cancellationToken)
    {
        if (configuration.Build is { } build)
        {
            return builds.EnsureAsync(site, build, limits, cancellationToken);
        }

        if (configuration.Image is { } image && image != site.Spec.Devcontainer.Image && IsPathOfHost(image))
        {
            throw new EnvironmentFault(
                "image",
                "HostPathRefused",
                $"The repository names {image}, a path of the host: a repository may name images of registries only. If it is yours, say so when you create the environment: spec.devcontainer.image.",
                retry: false);
        }

        return images.EnsureAsync(site, configuration.Image, cancellationToken);
    }

    private static bool IsPathOfHost(string image)
    {
        try
        {
            return ImageReference.Parse(image) is not RegistryReference;
        }
        catch (ImageException)
        {
            // Not a name at all: whoever resolves it says why.
            return false;
        }
    }
}
